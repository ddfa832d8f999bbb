/* What makes a process with Node.js in it one that can be forked: forkable.c says how. */
#ifndef FORKABLE_H
#define FORKABLE_H

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>

enum { MOST_SLEEPERS = 64, MOST_THREADS = 256 };

/* The C library's own of a function that stands here in its place. */
#define PLAIN(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

/* Nobody else's functions of the same names are meant. */
#pragma GCC visibility push(hidden)

/* A thread that waits, or has waited. */
struct sleeper {
  jmp_buf wake;
  pthread_cond_t *condition;
  pthread_mutex_t *mutex;
  int is_asleep; /* and was holding the mutex when it said so */
  int is_gone;
  int is_old;  /* its stack is from before the fork */
  int is_over; /* in a child, it is to end, but may not return */
};

/* forkable.c */
extern int is_child;

/* sleepers.c */
extern struct sleeper sleeper[MOST_SLEEPERS];
extern __thread struct sleeper *mine;
int known_sleepers(void);
int is_of_platform(pthread_cond_t *condition);
void leave_all(void);

/* touched.c */
void share_touched(void);
void touch_ahead(void);

#pragma GCC visibility pop

#endif
