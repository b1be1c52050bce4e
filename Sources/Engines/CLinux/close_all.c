#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

#include "clinux_descriptors.h"

enum { threads_max = 256, stack_size = 1 << 16 };

/// One thread's share: every `stride`-th descriptor.
struct share {
  const int *descriptors;
  size_t count, first, stride;
};

static void *close_share(void *pointer) {
  struct share *share = pointer;
  for (size_t i = share->first; i < share->count; i += share->stride) close(share->descriptors[i]);
  return NULL;
}

void lx_close_all(const int *descriptors, size_t count) {
  pthread_t threads[threads_max];
  struct share shares[threads_max];
  int started[threads_max];
  size_t stride = count < threads_max ? count : threads_max;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  for (size_t i = 0; i < stride; i++) {
    shares[i] = (struct share){.descriptors = descriptors, .count = count, .first = i, .stride = stride};
    started[i] = pthread_create(&threads[i], &attributes, close_share, &shares[i]) == 0;
    // No thread to be had: then here.
    if (!started[i]) close_share(&shares[i]);
  }
  for (size_t i = 0; i < stride; i++) {
    if (started[i]) pthread_join(threads[i], NULL);
  }
  pthread_attr_destroy(&attributes);
}
