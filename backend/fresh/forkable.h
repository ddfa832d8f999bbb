/* What makes a process with Node.js in it one that can be forked: forkable.c says how. */
#ifndef FORKABLE_H
#define FORKABLE_H

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>

enum { MOST_SLEEPERS = 64, MOST_THREADS = 256 };

/* The C library's own of a function that stands here in its place. */
#define PLAIN(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

/* Nobody else's functions of the same names are meant. */
#pragma GCC visibility push(hidden)

enum course {
  IS_OURS, /* a thread of this process */
  ASLEEP,  /* forked while it slept: there is its stack, and nobody has woken it yet */
  GOES_ON, /* on that stack */
  IS_GONE  /* and will not be here again */
};

/* A thread that waits, or has waited. */
struct sleeper {
  pthread_t thread;
  enum course course;
  jmp_buf wake;
  pthread_cond_t *condition;
  pthread_mutex_t *mutex;
  int is_asleep; /* and was holding the mutex when it said so */
  sem_t end;     /* where it has gone on, and come to its end */
};

/* forkable.c */
extern int is_child;

/* sleepers.c */
extern struct sleeper sleeper[MOST_SLEEPERS];
extern __thread struct sleeper *mine;
int known_sleepers(void);
int is_of_platform(pthread_cond_t *condition);
void await_end(pthread_t thread);
_Noreturn void stay(void);
void leave_all(void);

/* touched.c */
void share_touched(void);
void touch_ahead(void);

#pragma GCC visibility pop

#endif
