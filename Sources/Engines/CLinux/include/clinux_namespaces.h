/// Namespaces and capabilities.
#ifndef CLINUX_NAMESPACES_H
#define CLINUX_NAMESPACES_H

#include <stdint.h>

/// A new network namespace, made by a thread of its own that ends at once: the descriptor alone keeps it.
int lx_netns_create(void);

/// The calling thread's network namespace.
int lx_netns_current(void);

/// Runs `body(context)` on a thread of its own inside the namespace and waits for its end. The caller's thread stays
/// where it is.
int lx_netns_perform(int namespace_, void (*body)(void *context), void *context);

/// Which kind of namespace a descriptor is of: CLONE_NEWNET and the like.
int lx_namespace_kind(int namespace_);

/// The calling thread's effective capabilities, one bit each.
int lx_capabilities(uint64_t *effective);

/// Steps of entering a user namespace, for the error.
enum lx_userns_step { lx_userns_unshare = 1, lx_userns_setgroups, lx_userns_uid_map, lx_userns_gid_map };

/// Moves the calling process, which must have one thread, into new user and mount namespaces, and a network namespace
/// too where `network` is set, as their root. On failure stores the step.
int lx_userns_enter(int network, int *step);

#endif
