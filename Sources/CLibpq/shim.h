#pragma once
#include <libpq-fe.h>
// A thread that sleeps on a socket is woken through an eventfd.
#include <sys/eventfd.h>
#include <malloc.h>

/// How many heaps of its own the C library may make for the threads of this process; elsewhere than in glibc, nothing.
static inline void bina_limit_heaps(int count) {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, count);
#else
    (void)count;
#endif
}

/// Gives pages that no heap of the C library uses back to the system; elsewhere than in glibc, nothing.
static inline void bina_return_free_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
