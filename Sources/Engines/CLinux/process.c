#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "clinux_sandbox.h"

/// waitid(2) by process descriptor; the C library has the name since 2.36.
enum { wait_by_descriptor = 3 };

int lx_process_wait(int pidfd) {
  siginfo_t info;
  int result;
  do result = waitid((idtype_t)wait_by_descriptor, (id_t)pidfd, &info, WEXITED);
  while (result < 0 && errno == EINTR);
  if (result < 0) return -errno;
  return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

int lx_process_signal(int pidfd, int signal) {
  return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

/// The process in the foreground, for the handler, and the last signal that came before there was one.
static volatile sig_atomic_t foreground = -1, waiting = 0;

static void hand_on(int signal, siginfo_t *info, void *context) {
  (void)context;
  // What the terminal sends, the program has got too.
  if (info->si_code == SI_KERNEL) return;
  int error = errno;
  if (foreground >= 0) lx_process_signal(foreground, signal);
  else waiting = signal;
  errno = error;
}

int lx_program_run(const struct lx_program *program, int *step) {
  static const int handed_on[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH};
  enum { handed_on_count = sizeof handed_on / sizeof *handed_on };
  struct sigaction before[handed_on_count];
  struct sigaction action = {.sa_sigaction = hand_on, .sa_flags = SA_SIGINFO | SA_RESTART};
  pid_t group = getpgrp();
  int owned = tcgetpgrp(STDIN_FILENO) == group;
  waiting = 0;
  for (int i = 0; i < handed_on_count; i++) sigaction(handed_on[i], &action, &before[i]);
  pid_t pid;
  int pidfd = -1;
  int result = lx_program_start(program, &pid, &pidfd, step);
  if (result == 0) {
    *step = 0;
    foreground = pidfd;
    if (waiting) lx_process_signal(pidfd, waiting);
    result = lx_process_wait(pidfd);
  }
  for (int i = 0; i < handed_on_count; i++) sigaction(handed_on[i], &before[i], NULL);
  foreground = -1;
  if (pidfd >= 0) close(pidfd);
  if (owned && tcgetpgrp(STDIN_FILENO) != group) {
    // A shell that ran there has made its own group the terminal's; to take it back from behind would stop us.
    struct sigaction ignore = {.sa_handler = SIG_IGN}, old;
    sigaction(SIGTTOU, &ignore, &old);
    tcsetpgrp(STDIN_FILENO, group);
    sigaction(SIGTTOU, &old, NULL);
  }
  return result;
}

_Noreturn static void detached_main(
    const char *const *arguments, const char *const *environment, int output, int inherited, int status) {
  child_reset_signals();
  setsid();
  int placed[] = {-1, output, output, inherited, status};
  // Descriptor 3 is the inherited one, or the status pipe where there is none.
  int count = 5, kept = 4;
  if (inherited < 0) placed[3] = status, count = 4, kept = 3;
  int error = child_place_descriptors(placed, count, kept);
  if (error < 0) child_fail(status, 0, -error);
  execve("/proc/self/exe", (char *const *)arguments, (char *const *)environment);
  child_fail(count - 1, 0, errno);
}

int lx_detach(const char *const *arguments, const char *const *environment, int output, int inherited, pid_t *pid) {
  int ends[2], pidfd;
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  *pid = child_clone(0, &pidfd);
  if (*pid == 0) {
    close(ends[0]);
    detached_main(arguments, environment, output, inherited, ends[1]);
  }
  close(ends[1]);
  if (*pid < 0) {
    close(ends[0]);
    return *pid;
  }
  struct child_report report;
  int got = child_read_report(ends[0], &report);
  close(ends[0]);
  if (got != 0) lx_process_wait(pidfd);
  close(pidfd);
  return got == 1 ? -report.error : got;
}
