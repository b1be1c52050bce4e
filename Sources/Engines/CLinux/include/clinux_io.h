/// Reading and writing on the packet path: inline, one system call, -errno instead of the thread's errno.
#ifndef CLINUX_IO_H
#define CLINUX_IO_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/// Closes; a descriptor is gone even where close reports an error.
static inline int lx_close(int descriptor) { return close(descriptor) < 0 ? -errno : 0; }

static inline long lx_read(int descriptor, void *buffer, size_t length) {
  ssize_t result;
  do result = read(descriptor, buffer, length);
  while (__builtin_expect(result < 0 && errno == EINTR, 0));
  return result < 0 ? -(long)errno : (long)result;
}

static inline long lx_write(int descriptor, const void *buffer, size_t length) {
  ssize_t result;
  do result = write(descriptor, buffer, length);
  while (__builtin_expect(result < 0 && errno == EINTR, 0));
  return result < 0 ? -(long)errno : (long)result;
}

static inline long lx_readv(int descriptor, const struct iovec *parts, int count) {
  ssize_t result;
  do result = readv(descriptor, parts, count);
  while (__builtin_expect(result < 0 && errno == EINTR, 0));
  return result < 0 ? -(long)errno : (long)result;
}

static inline long lx_writev(int descriptor, const struct iovec *parts, int count) {
  ssize_t result;
  do result = writev(descriptor, parts, count);
  while (__builtin_expect(result < 0 && errno == EINTR, 0));
  return result < 0 ? -(long)errno : (long)result;
}

static inline long lx_recv(int descriptor, void *buffer, size_t length, int flags) {
  ssize_t result;
  do result = recv(descriptor, buffer, length, flags);
  while (__builtin_expect(result < 0 && errno == EINTR, 0));
  return result < 0 ? -(long)errno : (long)result;
}

static inline long lx_send(int descriptor, const void *buffer, size_t length, int flags) {
  ssize_t result;
  do result = send(descriptor, buffer, length, flags | MSG_NOSIGNAL);
  while (__builtin_expect(result < 0 && errno == EINTR, 0));
  return result < 0 ? -(long)errno : (long)result;
}

#endif
