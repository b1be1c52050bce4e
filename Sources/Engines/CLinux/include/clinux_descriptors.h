/// Descriptors: opening, duplicating, flags, and passing them to another process.
#ifndef CLINUX_DESCRIPTORS_H
#define CLINUX_DESCRIPTORS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Opens `path` close-on-exec. `flags` and `mode` as in open(2).
int lx_open(const char *path, int flags, unsigned mode);

/// A second, close-on-exec descriptor of the same open file.
int lx_duplicate(int descriptor);

/// Switches O_NONBLOCK on or off.
int lx_set_nonblocking(int descriptor, int on);

/// A close-on-exec pipe: ends[0] is read, ends[1] is written.
int lx_pipe(int ends[2]);

/// A close-on-exec pair of connected unix stream sockets.
int lx_socket_pair(int ends[2]);

/// Closes many descriptors at once, on as many threads as there are (at most 256), and returns when all are closed. The
/// close of a TAP device waits for a grace period of the kernel, about 16 ms; these waits overlap.
void lx_close_all(const int *descriptors, size_t count);

/// Sends `length` octets and `count` descriptors in one message over a unix socket. At least one octet goes with them.
/// Returns the number of octets sent.
long lx_send_descriptors(int socket, const void *bytes, size_t length, const int *descriptors, size_t count);

/// Receives up to `length` octets and `capacity` descriptors, close-on-exec. Returns the number of octets (0: the peer
/// closed) and stores the number of descriptors. -EMSGSIZE, with nothing left open, where more descriptors came.
long lx_receive_descriptors(int socket, void *bytes, size_t length, int *descriptors, size_t capacity, size_t *count);

/// Who is at the other end of a unix socket (SO_PEERCRED).
int lx_peer_credentials(int socket, pid_t *pid, uid_t *uid, gid_t *gid);

/// Device and inode of an open file.
int lx_identity(int descriptor, uint64_t *device, uint64_t *inode);

#endif
