#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "clinux_files.h"

/// Waits for the end of the pipe, and takes the files away unless somebody holds the lock anew.
static void watch(int pipe_end, const char *lock, const char *file, const char *folder) {
  char octet;
  ssize_t length;
  do length = read(pipe_end, &octet, 1);
  while (length < 0 && errno == EINTR);
  if (length != 0) _exit(0);
  int held = open(lock, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  if (held < 0 || flock(held, LOCK_EX | LOCK_NB) < 0) _exit(0);
  unlink(file);
  unlink(lock);
  rmdir(folder);
  _exit(0);
}

int lx_janitor_start(const char *lock, const char *file, const char *folder) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  int pidfd;
  pid_t child = child_clone(0, &pidfd);
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    return child;
  }
  if (child == 0) {
    // A grandchild, so that nobody has to wait for it.
    if (child_clone(0, &pidfd) != 0) _exit(0);
    setsid();
    prctl(PR_SET_NAME, "weft-janitor");
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    int end = dup2(ends[0], 0);
    child_let_go();
    child_close_from(1);
    watch(end, lock, file, folder);
  }
  close(ends[0]);
  close(pidfd);
  int status;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return ends[1];
}
