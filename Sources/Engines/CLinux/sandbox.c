#define _GNU_SOURCE
#include "clinux_sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"

/// A read-only remount has to name the flags that are to stay: those that a user namespace may not take off.
static int make_read_only(const char *target) {
  enum { st_nosuid = 2, st_nodev = 4, st_noexec = 8, st_noatime = 1024, st_nodiratime = 2048, st_relatime = 4096 };
  struct statfs status;
  if (statfs(target, &status) < 0) return -errno;
  unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY;
  if (status.f_flags & st_nosuid) flags |= MS_NOSUID;
  if (status.f_flags & st_nodev) flags |= MS_NODEV;
  if (status.f_flags & st_noexec) flags |= MS_NOEXEC;
  if (status.f_flags & st_noatime) flags |= MS_NOATIME;
  if (status.f_flags & st_nodiratime) flags |= MS_NODIRATIME;
  if (status.f_flags & st_relatime) flags |= MS_RELATIME;
  return mount(NULL, target, NULL, flags, NULL) < 0 ? -errno : 0;
}

static int write_file(const char *target, const char *text, size_t rest, unsigned mode) {
  int file = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
  if (file < 0) return -errno;
  int error = 0;
  while (rest > 0 && error == 0) {
    ssize_t written = write(file, text, rest);
    if (written < 0) error = -errno;
    else text += written, rest -= (size_t)written;
  }
  close(file);
  return error;
}

/// The new root is stacked on the old one, which then is what "." names, and is let go of.
static int enter_root(const char *target) {
  if (chdir(target) < 0 || syscall(SYS_pivot_root, ".", ".") < 0) return -errno;
  if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0) return -errno;
  return 0;
}

static int value(int result) { return result < 0 ? -errno : 0; }

static int carry_out(const struct lx_step *step) {
  switch (step->kind) {
    case lx_step_join: return value(setns((int)step->number, 0));
    case lx_step_mount: return value(mount(step->source, step->target, step->type, step->flags, step->text));
    case lx_step_read_only: return make_read_only(step->target);
    case lx_step_directory: {
      int result = value(mkdir(step->target, step->mode));
      return result == -EEXIST ? 0 : result;
    }
    case lx_step_owner: return value(lchown(step->target, step->number, step->other));
    case lx_step_file: return write_file(step->target, step->text, step->length, step->mode);
    case lx_step_symbolic_link: return value(symlink(step->source, step->target));
    case lx_step_host_name: return value(sethostname(step->text, strlen(step->text)));
    case lx_step_nothing: return 0;
    case lx_step_enter_root: return enter_root(step->target);
  }
  return -EINVAL;
}

/// The life of an init process.
_Noreturn static void init_main(const struct lx_step *steps, int count, int status) {
  child_reset_signals();
  child_die_with_parent(status);
  setsid();
  umask(0);
  struct child_report report = {.step = -1};
  // First into the namespaces, whose descriptors go away with all the others next: nothing of the parent, least of all
  // a device, is to be held open while the rest is done.
  int first = 0;
  for (; first < count && steps[first].kind == lx_step_join; first++) {
    int error = carry_out(&steps[first]);
    if (error) child_fail(status, first, -error);
  }
  int kept[] = {-1, -1, -1, status};
  if (child_place_descriptors(kept, 4, 3) < 0) child_fail(status, first, EMFILE);
  status = 3;
  for (int i = first; i < count; i++) {
    const struct lx_step *step = &steps[i];
    int error = carry_out(step);
    report.marks |= error ? step->failure_mark : step->success_mark;
    if (error && step->skip_on_failure < 0) child_fail(status, i, -error);
    i += error ? step->skip_on_failure : step->skip_on_success;
  }
  // Until here these were the machine's.
  int nowhere = open("/dev/null", O_RDWR);
  for (int i = 0; i < 3; i++) dup2(nowhere, i);
  // Whom nobody waits for is reaped by the kernel.
  signal(SIGCHLD, SIG_IGN);
  prctl(PR_SET_NAME, "weft-init");
  child_let_go();
  ssize_t ignored = write(status, &report, sizeof report);
  (void)ignored;
  child_close_from(3);
  for (;;) pause();
}

int lx_sandbox_start(const struct lx_step *steps, int count, pid_t *pid, int *pidfd, unsigned *marks, int *step) {
  int ends[2];
  *step = -1;
  *marks = 0;
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  *pid = child_clone(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC, pidfd);
  if (*pid == 0) {
    close(ends[0]);
    init_main(steps, count, ends[1]);
  }
  close(ends[1]);
  if (*pid < 0) {
    close(ends[0]);
    return *pid;
  }
  struct child_report report = {.step = -1, .error = EIO};
  int got = child_read_report(ends[0], &report);
  close(ends[0]);
  if (got == 1 && report.error == 0) {
    *marks = report.marks;
    return 0;
  }
  *step = report.step;
  syscall(SYS_pidfd_send_signal, *pidfd, SIGKILL, NULL, 0);
  lx_process_wait(*pidfd);
  close(*pidfd);
  return report.error > 0 ? -report.error : -EIO;
}
