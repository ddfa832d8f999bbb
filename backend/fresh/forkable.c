/* Preloaded into the process that is forked, so that its children have what Node.js needs: V8's heap,
 * which V8 wants left out of them, and the threads of Node.js's platform, which fork(2) leaves out.
 *
 * A platform thread waits for tasks, in pthread_cond_wait(3). In a child its stack is still there:
 * when somebody is about to wait for it, or has a task for it, another thread goes on on that stack,
 * as if the wait had ended for nothing. Node.js has tasks for it after a collection of garbage.
 *
 * A C library takes the stacks of threads that are gone for new threads: these are none of its own.
 * At the end of a child, Node.js ends and joins the threads: those that go on mustn't return into what
 * is another thread's, and whoever is gone has been joined. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MOST_SLEEPERS = 64, TRAMPOLINE = 64 * 1024 };
/* They sleep, nearly always; one that works for longer than all these looks is forked without. */
enum { MOST_THREADS = 256, GUARD = 64 * 1024 };
enum { LOOKS = 1000, LOOK_PAUSE = 100 * 1000 /* nanoseconds */ };

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

typedef int wait_function(pthread_cond_t *, pthread_mutex_t *);
typedef int timed_wait_function(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
typedef int signal_function(pthread_cond_t *);
typedef int mutex_function(pthread_mutex_t *);
typedef void *thread_function(void *);
typedef int create_function(pthread_t *, const pthread_attr_t *, thread_function *, void *);
typedef int join_function(pthread_t, void **);

static struct sleeper sleeper[MOST_SLEEPERS];
static int sleeper_count;
static __thread struct sleeper *mine;
static pthread_key_t end_key;
static pthread_once_t end_once = PTHREAD_ONCE_INIT;
static int is_child;
/* Where libuv's threads wait. */
static pthread_cond_t *others[MOST_THREADS];
static int others_count;
static int have_all_left; /* we are a child, and nobody has been woken yet */

/* Those of before the fork. */
static pthread_t thread_before[MOST_THREADS];
static int thread_count;

static pthread_mutex_t *held[MOST_SLEEPERS];
static int held_count;

int madvise(void *start, size_t length, int advice) {
  return advice == MADV_DONTFORK ? 0 : (int)syscall(SYS_madvise, start, length, advice);
}

static void give_stack(pthread_attr_t *attributes) {
  size_t size = 0;
  pthread_attr_getstacksize(attributes, &size);
  char *stack = mmap(NULL, GUARD + size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return;
  mprotect(stack, GUARD, PROT_NONE);
  pthread_attr_setstack(attributes, stack + GUARD, size);
}

static int create_before(create_function *plain_create, pthread_t *thread,
                         const pthread_attr_t *wanted, thread_function *start, void *argument) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (wanted) attributes = *wanted;
  give_stack(&attributes);
  int failure = plain_create(thread, &attributes, start, argument);
  int i = failure ? MOST_THREADS : __atomic_fetch_add(&thread_count, 1, __ATOMIC_RELAXED);
  if (i < MOST_THREADS) thread_before[i] = *thread;
  return failure;
}

/* What a parent hears by signalfd(2): another thread, which doesn't block it, would take it first. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, thread_function *start,
                   void *argument) {
  static create_function *plain_create;
  if (!plain_create) plain_create = (create_function *)dlsym(RTLD_NEXT, "pthread_create");
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

int pthread_join(pthread_t thread, void **result) {
  static join_function *plain_join;
  if (!plain_join) plain_join = (join_function *)dlsym(RTLD_NEXT, "pthread_join");
  for (int i = 0; is_child && i < thread_count && i < MOST_THREADS; i++)
    if (pthread_equal(thread_before[i], thread)) return 0;
  return plain_join(thread, result);
}

static void *go_on(void *who) {
  mine = who;
  longjmp(mine->wake, 1);
}

static int known_sleepers(void) {
  int count = __atomic_load_n(&sleeper_count, __ATOMIC_RELAXED);
  return count < MOST_SLEEPERS ? count : MOST_SLEEPERS;
}

/* What the C library remembers of those who wait is of threads that are gone. */
static void wake_all(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  if (!__atomic_exchange_n(&have_all_left, 0, __ATOMIC_ACQ_REL)) return;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, TRAMPOLINE);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  for (int i = 0, count = known_sleepers(); i < count; i++)
    if (sleeper[i].is_asleep) memset(sleeper[i].condition, 0, sizeof *sleeper[i].condition);
  for (int i = 0, count = known_sleepers(); i < count; i++)
    if (sleeper[i].is_asleep) pthread_create(&thread, &attributes, go_on, &sleeper[i]);
}

/* libuv makes its own threads anew in a child. They wait at a variable of the program's, those of the
 * platform at one in an object of theirs. */
static int is_of_platform(pthread_cond_t *condition) {
  Dl_info object;
  return dladdr(condition, &object) == 0;
}

static void leave_for_good(void *who) { ((struct sleeper *)who)->is_gone = 1; }
static void make_end_key(void) { pthread_key_create(&end_key, leave_for_good); }

static struct sleeper *find_mine(pthread_cond_t *condition) {
  if (mine || !is_of_platform(condition)) return mine;
  int i = __atomic_fetch_add(&sleeper_count, 1, __ATOMIC_RELAXED);
  if (i >= MOST_SLEEPERS) return NULL;
  pthread_once(&end_once, make_end_key);
  pthread_setspecific(end_key, &sleeper[i]);
  return mine = &sleeper[i];
}

static void remember_other(pthread_cond_t *condition) {
  if (is_child) return;
  for (int i = 0; i < others_count && i < MOST_THREADS; i++)
    if (others[i] == condition) return;
  int i = __atomic_fetch_add(&others_count, 1, __ATOMIC_RELAXED);
  if (i < MOST_THREADS) others[i] = condition;
}

/* Nobody waits there in a child: whoever signals would wait for those who do in the parent. */
static void clear_others(void) {
  for (int i = 0; i < others_count && i < MOST_THREADS; i++)
    if (others[i]) memset(others[i], 0, sizeof *others[i]);
}

static _Noreturn void stay(pthread_mutex_t *mutex) {
  pthread_mutex_unlock(mutex);
  for (;;) pause();
}

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
  static wait_function *plain_wait;
  if (!plain_wait) plain_wait = (wait_function *)dlsym(RTLD_NEXT, "pthread_cond_wait");
  wake_all();
  if (!find_mine(condition)) {
    remember_other(condition);
    return plain_wait(condition, mutex);
  }
  mine->condition = condition;
  mine->mutex = mutex;
  if (_setjmp(mine->wake) == 0) {
    mine->is_asleep = 1;
    plain_wait(condition, mutex);
  } else {
    pthread_mutex_lock(mine->mutex);
  }
  mine->is_asleep = 0;
  if (mine->is_over) stay(mine->mutex);
  return 0;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *end) {
  static timed_wait_function *plain_wait;
  if (!plain_wait) plain_wait = (timed_wait_function *)dlsym(RTLD_NEXT, "pthread_cond_timedwait");
  wake_all();
  return plain_wait(condition, mutex, end);
}

int pthread_cond_signal(pthread_cond_t *condition) {
  static signal_function *plain_signal;
  if (!plain_signal) plain_signal = (signal_function *)dlsym(RTLD_NEXT, "pthread_cond_signal");
  wake_all();
  return plain_signal(condition);
}

/* What a platform thread waits for is told to all of them only when they are to end. */
int pthread_cond_broadcast(pthread_cond_t *condition) {
  static signal_function *plain_broadcast;
  if (!plain_broadcast)
    plain_broadcast = (signal_function *)dlsym(RTLD_NEXT, "pthread_cond_broadcast");
  for (int i = 0, count = known_sleepers(); is_child && i < count; i++)
    if (sleeper[i].is_old && sleeper[i].condition == condition) sleeper[i].is_over = 1;
  return plain_broadcast(condition);
}

static int is_waited_for(pthread_cond_t *condition) {
  for (int i = 0, count = known_sleepers(); i < count; i++)
    if (sleeper[i].is_old && sleeper[i].condition == condition) return 1;
  return 0;
}

/* The end of a child, in which a C library would wait for those who are gone, or find what they hold. */
int pthread_cond_destroy(pthread_cond_t *condition) {
  static signal_function *plain_destroy;
  if (!plain_destroy) plain_destroy = (signal_function *)dlsym(RTLD_NEXT, "pthread_cond_destroy");
  int is_left = is_child && (is_waited_for(condition) || !is_of_platform(condition));
  return is_left ? 0 : plain_destroy(condition);
}

int pthread_mutex_destroy(pthread_mutex_t *mutex) {
  static mutex_function *plain_destroy;
  if (!plain_destroy) plain_destroy = (mutex_function *)dlsym(RTLD_NEXT, "pthread_mutex_destroy");
  int failure = plain_destroy(mutex);
  return is_child ? 0 : failure;
}

/* What is done at the end is the parent's. */
void exit(int status) {
  static void (*plain_exit)(int) __attribute__((noreturn));
  if (!plain_exit) *(void **)&plain_exit = dlsym(RTLD_NEXT, "exit");
  if (!is_child) plain_exit(status);
  fflush(NULL);
  _exit(status);
}

static int is_held(pthread_mutex_t *mutex) {
  for (int i = 0; i < held_count; i++)
    if (held[i] == mutex) return 1;
  return 0;
}

/* Without its mutex, one that sleeps goes on sleeping. Returns whether it does. */
static int hold(struct sleeper *who) {
  pthread_mutex_t *mutex = __atomic_load_n(&who->mutex, __ATOMIC_ACQUIRE);
  if (who == mine || who->is_gone) return 1;
  if (!__atomic_load_n(&who->is_asleep, __ATOMIC_ACQUIRE)) return 0;
  if (!is_held(mutex)) {
    if (pthread_mutex_trylock(mutex) != 0) return 0;
    held[held_count++] = mutex;
  }
  return who->is_asleep && who->mutex == mutex;
}

static int hold_all(void) {
  int all = 1;
  for (int i = 0, count = known_sleepers(); i < count; i++) all &= hold(&sleeper[i]);
  return all;
}

static void release_all(void) {
  while (held_count > 0) pthread_mutex_unlock(held[--held_count]);
}

/* One that was forked without is nowhere in the child. */
static void begin_child(void) {
  have_all_left = is_child = 1;
  clear_others();
  for (int i = 0, count = known_sleepers(); i < count; i++) {
    if (&sleeper[i] == mine) continue;
    sleeper[i].is_old = 1;
    if (!sleeper[i].is_asleep) sleeper[i].is_gone = 1;
  }
}

/* fork(2), while all of them wait. As there, 0 in the child. */
int fork_forkable(void) {
  for (int look = 0; !hold_all() && look < LOOKS; look++) {
    release_all();
    nanosleep(&(struct timespec){.tv_nsec = LOOK_PAUSE}, NULL);
  }
  int pid = fork();
  if (pid == 0) begin_child();
  release_all();
  return pid;
}
