/// A host's init process, in namespaces of its own, and the list of steps that furnish them.
#ifndef CLINUX_SANDBOX_H
#define CLINUX_SANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum lx_step_kind {
  lx_step_join,           ///< setns to `number`
  lx_step_mount,          ///< mount `source` (type `type`, options `text`) on `target` with `flags`
  lx_step_read_only,      ///< make the mount at `target` read-only, and leave its other flags
  lx_step_directory,      ///< make `target` with `mode`; one that exists is left as it is
  lx_step_owner,          ///< give `target` to user `number` and group `other`
  lx_step_file,           ///< write `length` octets of `text` to a new file `target` with `mode`
  lx_step_symbolic_link,  ///< make `target` lead to `source`
  lx_step_host_name,      ///< set the host's name to `text`
  lx_step_nothing,        ///< skip as after success
  lx_step_enter_root,     ///< make `target` the root, and let go of the old one
};

/// One step. After it the next `skip_on_success` steps are left out; failing, `skip_on_failure`, or where that is
/// negative the whole sandbox fails. `success_mark` and `failure_mark` are bits for the report.
struct lx_step {
  enum lx_step_kind kind;
  const char *source;
  const char *target;
  const char *type;
  const char *text;
  size_t length;
  unsigned long flags;
  unsigned mode;
  unsigned number;
  unsigned other;
  int skip_on_success;
  int skip_on_failure;
  unsigned success_mark;
  unsigned failure_mark;
};

/// Starts an init process in new mount, process, name and IPC namespaces, which carries out the steps and then reaps
/// children for ever. It ends with the calling thread. Returns 0 once all steps are done, with the marks of those that
/// set some; else -errno and the step (-1: it could not be started).
int lx_sandbox_start(const struct lx_step *steps, int count, pid_t *pid, int *pidfd, unsigned *marks, int *step);

/// A program to be started inside namespaces.
struct lx_program {
  const int *namespaces;           ///< open namespace files, of any kinds
  int namespace_count;             ///< at most 8
  const char *const *arguments;    ///< ends in NULL; the first is looked for in `search_path`
  const char *const *environment;  ///< ends in NULL
  const char *search_path;         ///< folders separated by ':'
  const char *directory;           ///< where to start; the root where it does not exist
  int standard[3];                 ///< input, output, error; -1: /dev/null
  int own_session;                 ///< leave the terminal and the process group
  int let_go;                      ///< the process between may give up the memory it inherited
  uint64_t denied;                 ///< capabilities that neither the program nor what it starts can have
};

enum lx_program_step {
  lx_program_start_step = 1,
  lx_program_descriptors,
  lx_program_join,
  lx_program_fork,
  lx_program_privilege,
  lx_program_execute,
};

/// Starts a program through a process that stays between: it waits for the program, hands signals on, ends with the
/// program's status (128 + signal), and is killed with the calling thread; the program is killed with it. Returns 0
/// once the program runs, with the process between; else -errno and the step.
int lx_program_start(const struct lx_program *program, pid_t *pid, int *pidfd, int *step);

/// Waits for a process and returns its status, 128 + signal if one ended it.
int lx_process_wait(int pidfd);

/// Sends a signal to the process of a pidfd.
int lx_process_signal(int pidfd, int signal);

/// Starts a program in the foreground of the terminal and waits for it: meanwhile signals that are sent to this process
/// are handed on, those of the terminal are left to the program, and the terminal is taken back afterwards. Returns its
/// status, or -errno and the step (0: it had been started). One at a time: signal handlers have nowhere but global
/// variables to find the process.
int lx_program_run(const struct lx_program *program, int *step);

/// Starts /proc/self/exe anew in a session of its own, with /dev/null as input, `output` as output and error, and
/// `inherited` (or none: -1) as descriptor 3. Returns 0 once it runs, else -errno.
int lx_detach(const char *const *arguments, const char *const *environment, int output, int inherited, pid_t *pid);

#endif
