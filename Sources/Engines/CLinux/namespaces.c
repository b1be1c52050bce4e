#define _GNU_SOURCE
#include "clinux_namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/nsfs.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int lx_netns_current(void) {
  int descriptor = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

/// Runs `main(context)` on a thread of its own and waits for it.
static int on_own_thread(void *(*main)(void *), void *context) {
  pthread_t thread;
  int error = pthread_create(&thread, NULL, main, context);
  if (error) return -error;
  return -pthread_join(thread, NULL);
}

static void *create_main(void *result) {
  *(int *)result = unshare(CLONE_NEWNET) < 0 ? -errno : lx_netns_current();
  return NULL;
}

int lx_netns_create(void) {
  int result = -EAGAIN;
  int error = on_own_thread(create_main, &result);
  return error < 0 ? error : result;
}

struct job {
  int namespace_;
  void (*body)(void *);
  void *context;
  int result;
};

static void *perform_main(void *pointer) {
  struct job *job = pointer;
  job->result = setns(job->namespace_, CLONE_NEWNET) < 0 ? -errno : 0;
  if (job->result == 0) job->body(job->context);
  return NULL;
}

int lx_netns_perform(int namespace_, void (*body)(void *context), void *context) {
  struct job job = {.namespace_ = namespace_, .body = body, .context = context};
  int error = on_own_thread(perform_main, &job);
  return error < 0 ? error : job.result;
}

int lx_namespace_kind(int namespace_) {
  int kind = ioctl(namespace_, NS_GET_NSTYPE);
  return kind < 0 ? -errno : kind;
}

int lx_capabilities(uint64_t *effective) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};
  if (syscall(SYS_capget, &header, data) < 0) return -errno;
  *effective = (uint64_t)data[1].effective << 32 | data[0].effective;
  return 0;
}

static int write_text(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -errno;
  ssize_t written = write(file, text, strlen(text));
  int error = written < 0 ? -errno : 0;
  close(file);
  return error;
}

int lx_userns_enter(int network, int *step) {
  unsigned uid = geteuid(), gid = getegid();
  *step = lx_userns_unshare;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | (network ? CLONE_NEWNET : 0)) < 0) return -errno;
  *step = lx_userns_setgroups;
  int error = write_text("/proc/self/setgroups", "deny");
  if (error < 0 && error != -ENOENT) return error;
  char map[48];
  snprintf(map, sizeof map, "0 %u 1\n", uid);
  *step = lx_userns_uid_map;
  if ((error = write_text("/proc/self/uid_map", map)) < 0) return error;
  snprintf(map, sizeof map, "0 %u 1\n", gid);
  *step = lx_userns_gid_map;
  return write_text("/proc/self/gid_map", map);
}
