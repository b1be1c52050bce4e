/// Looking at the machine's files: what the furnishing of a sandbox goes by.
#ifndef CLINUX_FILES_H
#define CLINUX_FILES_H

#include <stddef.h>
#include <stdint.h>

/// Permissions and kind (st_mode), owner and group of the file at `path`; of a symbolic link itself.
int lx_status(const char *path, uint32_t *mode, uint32_t *owner, uint32_t *group);

/// The names in a folder, each ending in a zero, in no order. Returns the octets used; -ENOBUFS where there are more.
long lx_folder_names(const char *path, char *names, size_t capacity);

/// Where a symbolic link leads, as it is written there, without a zero at the end. Returns its length.
long lx_link_target(const char *path, char *target, size_t capacity);

/// The path without symbolic links, ending in a zero. `capacity` is at least 4096. Returns its length.
long lx_real_path(const char *path, char *real, size_t capacity);

/// 0 where the calling thread may list and enter the folder at `path`.
int lx_can_enter(const char *path);

/// Makes a folder with exactly `mode`. -EEXIST where there is one.
int lx_make_folder(const char *path, unsigned mode);

/// Takes the exclusive lock of an open file, or -EWOULDBLOCK where another has it.
int lx_lock(int descriptor);

/// Starts a process that waits until the descriptor that is returned is closed in this process, by whatever end, and
/// then takes `file`, `lock` and, if it is empty, `folder` away; where the lock is held anew by then, or one octet was
/// written to the descriptor before, it takes nothing away.
int lx_janitor_start(const char *lock, const char *file, const char *folder);

/// Cuts an open file to nothing.
int lx_truncate(int descriptor);

#endif
