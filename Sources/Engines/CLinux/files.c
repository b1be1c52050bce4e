#define _GNU_SOURCE
#include "clinux_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int lx_status(const char *path, uint32_t *mode, uint32_t *owner, uint32_t *group) {
  struct stat status;
  if (lstat(path, &status) < 0) return -errno;
  *mode = status.st_mode;
  *owner = status.st_uid;
  *group = status.st_gid;
  return 0;
}

long lx_folder_names(const char *path, char *names, size_t capacity) {
  DIR *folder = opendir(path);
  if (!folder) return -errno;
  size_t used = 0;
  long result = 0;
  struct dirent *entry;
  for (errno = 0; (entry = readdir(folder)); errno = 0) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    size_t length = strlen(entry->d_name) + 1;
    if (length > capacity - used) {
      result = -ENOBUFS;
      break;
    }
    memcpy(names + used, entry->d_name, length);
    used += length;
  }
  if (!entry && errno) result = -errno;
  closedir(folder);
  return result < 0 ? result : (long)used;
}

long lx_link_target(const char *path, char *target, size_t capacity) {
  ssize_t length = readlink(path, target, capacity);
  return length < 0 ? -errno : length;
}

long lx_real_path(const char *path, char *real, size_t capacity) {
  if (capacity < PATH_MAX) return -EINVAL;
  return realpath(path, real) ? (long)strlen(real) : -errno;
}

int lx_can_enter(const char *path) { return faccessat(AT_FDCWD, path, R_OK | X_OK, AT_EACCESS) < 0 ? -errno : 0; }

int lx_make_folder(const char *path, unsigned mode) {
  if (mkdir(path, mode) < 0) return -errno;
  return chmod(path, mode) < 0 ? -errno : 0;
}

int lx_lock(int descriptor) {
  int result;
  do result = flock(descriptor, LOCK_EX | LOCK_NB);
  while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : 0;
}

int lx_truncate(int descriptor) { return ftruncate(descriptor, 0) < 0 ? -errno : 0; }
