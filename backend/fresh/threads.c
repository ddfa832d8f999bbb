/* Threads of a process that is forked, and their end in its children, who haven't got them.
 *
 * A C library takes the stacks of threads that are gone for new threads: these are none of its own. */
#include "forkable.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { GUARD = 64 * 1024 };

typedef void *thread_function(void *);
typedef int create_function(pthread_t *, const pthread_attr_t *, thread_function *, void *);

/* Those of before the fork. */
static pthread_t thread_before[MOST_THREADS];
static int thread_count;

static void give_stack(pthread_attr_t *attributes) {
  size_t size = 0;
  pthread_attr_getstacksize(attributes, &size);
  char *stack = mmap(NULL, GUARD + size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return;
  mprotect(stack, GUARD, PROT_NONE);
  pthread_attr_setstack(attributes, stack + GUARD, size);
}

struct beginning {
  thread_function *start;
  void *argument;
};

static void *begin(void *what) {
  struct beginning beginning = *(struct beginning *)what;
  free(what);
  void *result = beginning.start(beginning.argument);
  if (is_child) stay();
  return result;
}

static int create_before(create_function *plain_create, pthread_t *thread,
                         const pthread_attr_t *wanted, thread_function *start, void *argument) {
  pthread_attr_t attributes;
  struct beginning *beginning = malloc(sizeof *beginning);
  if (!beginning) return EAGAIN;
  *beginning = (struct beginning){start, argument};
  pthread_attr_init(&attributes);
  if (wanted) attributes = *wanted;
  give_stack(&attributes);
  int failure = plain_create(thread, &attributes, begin, beginning);
  if (failure) free(beginning);
  int i = failure ? MOST_THREADS : __atomic_fetch_add(&thread_count, 1, __ATOMIC_RELAXED);
  if (i < MOST_THREADS) thread_before[i] = *thread;
  return failure;
}

/* What a parent hears by signalfd(2): another thread, which doesn't block it, would take it first. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, thread_function *start,
                   void *argument) {
  static __typeof__(pthread_create) *plain_create;
  if (!plain_create) plain_create = PLAIN(pthread_create);
  if (is_child) return plain_create(thread, attributes, start, argument);
  sigset_t heard, before;
  sigemptyset(&heard);
  sigaddset(&heard, SIGURG);
  sigaddset(&heard, SIGCHLD);
  sigaddset(&heard, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &heard, &before);
  int failure = create_before(plain_create, thread, attributes, start, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return failure;
}

static int was_before(pthread_t thread) {
  for (int i = 0; i < thread_count && i < MOST_THREADS; i++)
    if (pthread_equal(thread_before[i], thread)) return 1;
  return 0;
}

int pthread_join(pthread_t thread, void **result) {
  static __typeof__(pthread_join) *plain_join;
  if (!plain_join) plain_join = PLAIN(pthread_join);
  if (!is_child || !was_before(thread)) return plain_join(thread, result);
  await_end(thread);
  return 0;
}
