#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t child_clone(unsigned long flags, int *pidfd) {
  // x86-64 and arm64 agree on the order of the first three arguments.
  if (pidfd) flags |= CLONE_PIDFD;
  long pid = syscall(SYS_clone, flags | SIGCHLD, 0, pidfd, 0, 0);
  return pid < 0 ? -errno : (pid_t)pid;
}

void child_reset_signals(void) {
  // By system call: the C library keeps two signals to itself, and leaves them ignored where somebody ignored them.
  enum { signals = 64, set_size = signals / 8 };
  const uint64_t standard[8] = {0};
  for (int signal = 1; signal <= signals; signal++) syscall(SYS_rt_sigaction, signal, standard, NULL, set_size);
  const uint64_t none = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, set_size);
}

void child_close_from(int first) {
  if (syscall(SYS_close_range, first, ~0u, 0) == 0) return;
  struct rlimit limit = {.rlim_cur = 65536};
  getrlimit(RLIMIT_NOFILE, &limit);
  for (int descriptor = first; descriptor < (int)limit.rlim_cur; descriptor++) close(descriptor);
}

/// A copy of `descriptor`, or of /dev/null where it is negative, above all targets of a placement.
static int lift(int descriptor) {
  int source = descriptor >= 0 ? descriptor : open("/dev/null", O_RDWR | O_CLOEXEC);
  if (source < 0) return -errno;
  int lifted = fcntl(source, F_DUPFD_CLOEXEC, child_descriptors_max);
  if (lifted < 0) return -errno;
  if (descriptor < 0) close(source);
  return lifted;
}

int child_place_descriptors(const int *descriptors, int count, int kept) {
  int lifted[child_descriptors_max];
  if (count > child_descriptors_max) return -EINVAL;
  for (int i = 0; i < count; i++) {
    lifted[i] = lift(descriptors[i]);
    if (lifted[i] < 0) return lifted[i];
  }
  for (int i = 0; i < count; i++) {
    if (dup3(lifted[i], i, i < kept ? 0 : O_CLOEXEC) < 0) return -errno;
  }
  child_close_from(count);
  return 0;
}

void child_die_with_parent(int status) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // The parent may have ended before it was asked about.
  struct pollfd wait = {.fd = status, .events = 0};
  if (poll(&wait, 1, 0) > 0 && wait.revents & (POLLERR | POLLHUP)) _exit(1);
}

void child_fail(int status, int step, int error) {
  struct child_report report = {.step = step, .error = error};
  ssize_t ignored = write(status, &report, sizeof report);
  (void)ignored;
  _exit(1);
}

int child_read_report(int status, struct child_report *report) {
  ssize_t length;
  do length = read(status, report, sizeof *report);
  while (length < 0 && errno == EINTR);
  if (length < 0) return -errno;
  return length == sizeof *report;
}

/// A hexadecimal number at *text, which is moved behind it.
static uintptr_t number(const char **text) {
  uintptr_t value = 0;
  for (;; (*text)++) {
    char digit = **text;
    if (digit >= '0' && digit <= '9') value = value << 4 | (uintptr_t)(digit - '0');
    else if (digit >= 'a' && digit <= 'f') value = value << 4 | (uintptr_t)(digit - 'a' + 10);
    else return value;
  }
}

/// Unmaps what one line of /proc/self/maps describes, if it is large, anonymous and in nobody's way.
static void let_go(const char *line, uintptr_t stack, uintptr_t thread) {
  enum { large = 1 << 20 };
  const char *text = line;
  uintptr_t start = number(&text);
  if (*text++ != '-') return;
  uintptr_t end = number(&text);
  if (end <= start || end - start < large) return;
  if ((stack >= start && stack < end) || (thread >= start && thread < end)) return;
  // Address, permissions, offset, device, inode, path. A path has a slash; the kernel's own mappings a bracket. The
  // heap stays too: the dynamic linker may have put there what it needs to find a function that is called first now.
  if (strpbrk(text, "/[")) return;
  munmap((void *)start, end - start);
}

void child_let_go(void) {
  int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (maps < 0) return;
  // The kernel puts whole lines only into one read.
  char lines[4097];
  for (;;) {
    ssize_t length = read(maps, lines, sizeof lines - 1);
    if (length <= 0) break;
    lines[length] = 0;
    char *line = lines;
    while (*line) {
      char *end = strchr(line, '\n');
      if (end) *end = 0;
      let_go(line, (uintptr_t)lines, (uintptr_t)&errno);
      if (!end) break;
      line = end + 1;
    }
  }
  close(maps);
}
