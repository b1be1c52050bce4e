#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
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
  // An ending process closes the pipe a moment before the kernel gives its lock back. Held for longer than a second,
  // the lock is somebody else's.
  enum { attempts_max = 200, pause_nanoseconds = 5000000 };
  for (int i = 0; held < 0 || flock(held, LOCK_EX | LOCK_NB) < 0; i++) {
    if (held < 0 || i == attempts_max) _exit(0);
    nanosleep(&(struct timespec){.tv_nsec = pause_nanoseconds}, NULL);
  }
  unlink(file);
  unlink(lock);
  rmdir(folder);
  _exit(0);
}

int lx_janitor_start(const char *lock, const char *file, const char *folder) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  pid_t child = child_clone(0, NULL);
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    return child;
  }
  if (child == 0) {
    // A grandchild, so that nobody has to wait for it.
    if (child_clone(0, NULL) != 0) _exit(0);
    setsid();
    prctl(PR_SET_NAME, "weft-janitor");
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    int end = dup2(ends[0], 0);
    // The caller's copies may be in the memory that is about to go.
    char paths[3][PATH_MAX];
    const char *given[3] = {lock, file, folder};
    for (int i = 0; i < 3; i++) strncpy(paths[i], given[i], PATH_MAX - 1)[PATH_MAX - 1] = 0;
    child_let_go();
    child_close_from(1);
    watch(end, paths[0], paths[1], paths[2]);
  }
  close(ends[0]);
  int status;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return ends[1];
}
