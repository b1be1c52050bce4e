#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "clinux_sandbox.h"

enum { namespaces_max = 8 };

/// Enters a namespace, unless it is the process's own user namespace, which cannot be entered anew.
static int join(int namespace_) {
  struct stat own, wanted;
  if (stat("/proc/self/ns/user", &own) == 0 && fstat(namespace_, &wanted) == 0 && own.st_ino == wanted.st_ino &&
      own.st_dev == wanted.st_dev)
    return 0;
  return setns(namespace_, 0) < 0 ? -errno : 0;
}

/// Takes capabilities away for good, from this process and all it will start.
static int deny(uint64_t denied) {
  if (!denied) return 0;
  for (int bit = 0; bit < 64; bit++) {
    if (!(denied >> bit & 1)) continue;
    // One that the kernel does not know cannot be had either.
    if (prctl(PR_CAPBSET_DROP, bit, 0, 0, 0) < 0 && errno != EINVAL) return -errno;
  }
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
  if (syscall(SYS_capget, &header, data) < 0) return -errno;
  for (int half = 0; half < 2; half++) {
    uint32_t kept = ~(uint32_t)(denied >> (32 * half));
    data[half].effective &= kept;
    data[half].permitted &= kept;
    data[half].inheritable &= kept;
  }
  return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

/// Replaces the process by the file at `path`, by a shell that reads it where it is a script without "#!".
static int execute_file(const char *path, const struct lx_program *program) {
  execve(path, (char *const *)program->arguments, (char *const *)program->environment);
  if (errno != ENOEXEC) return -errno;
  enum { arguments_max = 256 };
  const char *shell[arguments_max + 2] = {"/bin/sh", path};
  int count = 1;
  for (; program->arguments[count]; count++) {
    if (count >= arguments_max) return -E2BIG;
    shell[count + 1] = program->arguments[count];
  }
  execve(shell[0], (char *const *)shell, (char *const *)program->environment);
  return -errno;
}

/// As execvpe(3), in the search path that was given. A file that may not be executed is worse than none, and reported
/// where no later folder has a better one.
static int execute(const struct lx_program *program) {
  const char *name = program->arguments[0];
  if (!*name) return -ENOENT;
  if (strchr(name, '/')) return execute_file(name, program);
  int result = -ENOENT;
  for (const char *folder = program->search_path; *folder;) {
    const char *end = strchrnul(folder, ':');
    char path[PATH_MAX];
    size_t length = (size_t)(end - folder), rest = strlen(name);
    if (length > 0 && length + 1 + rest < sizeof path) {
      memcpy(path, folder, length);
      path[length] = '/';
      memcpy(path + length + 1, name, rest + 1);
      int error = execute_file(path, program);
      if (error != -ENOENT && error != -ENOTDIR && (result == -ENOENT || error != -EACCES)) result = error;
    }
    folder = *end ? end + 1 : end;
  }
  return result;
}

/// From the birth of the program's process to its own code.
_Noreturn static void program_main(const struct lx_program *program, int status) {
  child_reset_signals();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A parent outside the process namespace is 0 here. Init's child it is if that has ended meanwhile.
  if (getppid() == 1 && getpid() != 1) _exit(1);
  if (program->own_session) setsid();
  int error = deny(program->denied);
  if (error) child_fail(status, lx_program_privilege, -error);
  if (chdir(program->directory) < 0 && chdir("/") < 0) child_fail(status, lx_program_execute, errno);
  child_fail(status, lx_program_execute, -execute(program));
}

/// Waits for the program, hands on the signals that are sent to this process, and ends as the program ended.
_Noreturn static void stand_between(pid_t child) {
  sigset_t all;
  sigfillset(&all);
  for (;;) {
    siginfo_t info;
    int signal = sigwaitinfo(&all, &info);
    if (signal == SIGCHLD) {
      int status;
      if (waitpid(child, &status, WNOHANG) != child) continue;
      _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
    }
    // What the kernel sends, it has sent to the program's group as well: a key at the terminal, its size, its end.
    if (signal > 0 && info.si_code != SI_KERNEL && signal != SIGCONT) kill(child, signal);
  }
}

/// From the birth of the process between to the program's.
_Noreturn static void between_main(const struct lx_program *program, int status) {
  prctl(PR_SET_NAME, "weft-exec");
  if (program->own_session) setsid();

  enum { first_namespace = 4 };
  int placed[first_namespace + namespaces_max] = {
      program->standard[0], program->standard[1], program->standard[2], status};
  for (int i = 0; i < program->namespace_count; i++) placed[first_namespace + i] = program->namespaces[i];
  int error = child_place_descriptors(placed, first_namespace + program->namespace_count, 3);
  if (error < 0) child_fail(status, lx_program_descriptors, -error);
  status = 3;

  for (int i = 0; i < program->namespace_count; i++) {
    error = join(first_namespace + i);
    if (error < 0) child_fail(status, lx_program_join, -error);
  }
  // Only now: to enter a user namespace forgets it.
  child_die_with_parent(status);
  pid_t child = child_clone(0, NULL);
  if (child < 0) child_fail(status, lx_program_fork, -child);
  if (child == 0) program_main(program, status);
  child_close_from(0);
  if (program->let_go) child_let_go();
  stand_between(child);
}

int lx_program_start(const struct lx_program *program, pid_t *pid, int *pidfd, int *step) {
  *step = lx_program_start_step;
  if (program->namespace_count > namespaces_max) return -EINVAL;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  // The process between starts out with every signal blocked, so that none gets lost.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  *pid = child_clone(0, pidfd);
  if (*pid == 0) {
    close(ends[0]);
    between_main(program, ends[1]);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  if (*pid < 0) {
    close(ends[0]);
    return *pid;
  }
  // No report, but the end of the pipe: it was closed by a successful exec, or by a death before it.
  struct child_report report;
  int got = child_read_report(ends[0], &report);
  close(ends[0]);
  if (got == 0) return 0;
  *step = got == 1 ? report.step : lx_program_start_step;
  syscall(SYS_pidfd_send_signal, *pidfd, SIGKILL, NULL, 0);
  lx_process_wait(*pidfd);
  close(*pidfd);
  return got == 1 ? -report.error : got;
}
