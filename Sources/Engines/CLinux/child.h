/// For code that runs in a child of a process with threads, between clone and exec: nothing here allocates, locks or
/// touches memory that another thread may have been changing. Not part of the module's interface.
#ifndef CLINUX_CHILD_H
#define CLINUX_CHILD_H

#include <stdint.h>
#include <sys/types.h>

/// What a child reports through its status pipe: the step that failed and why.
struct child_report {
  int32_t step;
  int32_t error;
  uint32_t marks;
};

/// Like fork, without the C library's handlers, with `flags` of clone(2), and with a descriptor of the child unless
/// `pidfd` is null.
pid_t child_clone(unsigned long flags, int *pidfd);

/// Every signal back to its default, none blocked.
void child_reset_signals(void);

/// Moves `count` (at most child_descriptors_max) descriptors to 0, 1, 2, …, and closes all others; -1 becomes
/// /dev/null. Those from `kept` on are closed on exec.
int child_place_descriptors(const int *descriptors, int count, int kept);

enum { child_descriptors_max = 16 };

/// Gives the large anonymous mappings that were copied from the parent back to the machine. Only what a process that
/// does nothing but wait needs is left.
void child_let_go(void);

/// Closes every descriptor from `first` on.
void child_close_from(int first);

/// Ends with the parent's thread (PR_SET_PDEATHSIG); ends now where the reader of `status` has ended already.
void child_die_with_parent(int status);

/// Reports and ends.
_Noreturn void child_fail(int status, int step, int error);

/// Reads a report. 1 where there was one, 0 where the pipe was closed without, -errno.
int child_read_report(int status, struct child_report *report);

#endif
