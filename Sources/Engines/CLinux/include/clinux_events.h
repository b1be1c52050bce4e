/// Waiting: epoll, eventfd, timerfd and the clocks.
#ifndef CLINUX_EVENTS_H
#define CLINUX_EVENTS_H

#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

/// Nanoseconds of a clock. The clocks used here cannot fail.
static inline int64_t lx_clock(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline int64_t lx_monotonic(void) { return lx_clock(CLOCK_MONOTONIC); }
static inline int64_t lx_realtime(void) { return lx_clock(CLOCK_REALTIME); }

int lx_epoll_create(void);

/// `operation` is EPOLL_CTL_ADD, _MOD or _DEL; `token` comes back with the event.
int lx_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token);

/// Waits up to `nanoseconds` (negative: for ever) and returns the number of events stored. A signal ends the wait
/// with 0 events. Where the kernel has no epoll_pwait2 (before 5.11) the wait is rounded up to milliseconds.
int lx_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds);

static inline uint64_t lx_event_token(const struct epoll_event *event) { return event->data.u64; }

int lx_eventfd(void);
int lx_timerfd(void);

/// Arms a timer for `deadline` (CLOCK_MONOTONIC nanoseconds, absolute); 0 disarms it.
int lx_timerfd_set(int timer, int64_t deadline);

/// Adds one to an eventfd. Full, it is signalled already: no error.
static inline int lx_counter_signal(int descriptor) {
  uint64_t one = 1;
  return write(descriptor, &one, sizeof one) < 0 && errno != EAGAIN ? -errno : 0;
}

/// Takes what an eventfd or timerfd has counted; 0 when nothing.
static inline uint64_t lx_counter_drain(int descriptor) {
  uint64_t count = 0;
  return read(descriptor, &count, sizeof count) == (ssize_t)sizeof count ? count : 0;
}

/// How much later than asked for the kernel may wake the calling thread, to save wake-ups (PR_SET_TIMERSLACK); it is
/// 50,000 ns unless said otherwise.
int lx_timer_slack(unsigned long nanoseconds);

/// Waits until `descriptor` can be read or has hung up. 1, or 0 after `milliseconds` (negative: for ever).
int lx_wait_readable(int descriptor, int milliseconds);

#endif
