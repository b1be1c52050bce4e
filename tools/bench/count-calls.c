/* To be preloaded into a Swift program on x86-64: counts its calls to the allocator and to the reference counts. The
   program finds the two counters with dlsym. It is meant for one busy thread: the counters are not atomic. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

unsigned long counted_allocations;
unsigned long counted_retains;

void *__libc_malloc(size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
  counted_allocations++;
  return __libc_malloc(size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  counted_allocations++;
  *memory = __libc_memalign(alignment, size);
  return *memory ? 0 : 12;
}

/* Callers of these three keep values in registers that a C function may overwrite, so they are written by hand. */
#define COUNTED(name)                                       \
  __attribute__((visibility("hidden"))) void *real_##name;  \
  __asm__(".text\n"                                         \
          ".globl " #name "\n"                              \
          ".type " #name ", @function\n" #name ":\n"        \
          "  incq retains_here(%rip)\n"                     \
          "  jmp *real_" #name "(%rip)\n")

__asm__(".set retains_here, counted_retains\n.hidden retains_here\n");
COUNTED(swift_retain);
COUNTED(swift_retain_n);
COUNTED(swift_bridgeObjectRetain);

__attribute__((constructor)) static void find_real_functions(void) {
  real_swift_retain = dlsym(RTLD_NEXT, "swift_retain");
  real_swift_retain_n = dlsym(RTLD_NEXT, "swift_retain_n");
  real_swift_bridgeObjectRetain = dlsym(RTLD_NEXT, "swift_bridgeObjectRetain");
}
