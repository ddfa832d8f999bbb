/* Threads that wait in pthread_cond_wait(3), and go on in a child on the stacks that they have there. */
#include "forkable.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TRAMPOLINE = 64 * 1024 };

struct sleeper sleeper[MOST_SLEEPERS];
__thread struct sleeper *mine;
static int sleeper_count;
static pthread_key_t end_key;
static pthread_once_t end_once = PTHREAD_ONCE_INIT;
/* Where libuv's threads wait. */
static pthread_cond_t *others[MOST_THREADS];
static int others_count;
static int have_all_left; /* we are a child, and nobody has been woken yet */

static void *go_on(void *who) {
  mine = who;
  longjmp(mine->wake, 1);
}

int known_sleepers(void) {
  int count = __atomic_load_n(&sleeper_count, __ATOMIC_RELAXED);
  return count < MOST_SLEEPERS ? count : MOST_SLEEPERS;
}

/* Of one that sleeps since the fork. Returns false if it takes another course already: one that is joined
 * while it is woken takes one or the other. */
static int takes(struct sleeper *who, enum course course) {
  enum course asleep = ASLEEP;
  return __atomic_compare_exchange_n(&who->course, &asleep, course, 0, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE);
}

static void end(struct sleeper *who) {
  __atomic_store_n(&who->course, IS_GONE, __ATOMIC_RELEASE);
  sem_post(&who->end);
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
    if (takes(&sleeper[i], GOES_ON)) memset(sleeper[i].condition, 0, sizeof *sleeper[i].condition);
  for (int i = 0, count = known_sleepers(); i < count; i++)
    if (sleeper[i].course == GOES_ON &&
        pthread_create(&thread, &attributes, go_on, &sleeper[i]) != 0)
      end(&sleeper[i]);
}

/* The end of an old thread that goes on. It may not return: what is below is of the thread that is gone. */
void stay(void) {
  end(mine);
  for (;;) pause();
}

/* For whoever joins it, and then frees what it uses. One that nobody has woken is not woken any more. */
void await_end(pthread_t thread) {
  for (int i = 0, count = known_sleepers(); i < count; i++) {
    struct sleeper *who = &sleeper[i];
    if (!pthread_equal(who->thread, thread) || takes(who, IS_GONE)) continue;
    while (__atomic_load_n(&who->course, __ATOMIC_ACQUIRE) == GOES_ON) sem_wait(&who->end);
  }
}

/* libuv makes its own threads anew in a child. They wait at a variable of the program's, those of the
 * platform at one in an object of theirs. */
int is_of_platform(pthread_cond_t *condition) {
  Dl_info object;
  return dladdr(condition, &object) == 0;
}

static void leave_for_good(void *who) { ((struct sleeper *)who)->course = IS_GONE; }
static void make_end_key(void) { pthread_key_create(&end_key, leave_for_good); }

/* Threads of libuv's wait again and again, and always at the same: to look through all symbols of the
 * program takes longer than most of their work. */
static struct sleeper *find_mine(pthread_cond_t *condition) {
  static pthread_cond_t *of_program;
  if (mine || condition == of_program) return mine;
  if (!is_of_platform(condition)) {
    of_program = condition;
    return NULL;
  }
  int i = __atomic_fetch_add(&sleeper_count, 1, __ATOMIC_RELAXED);
  if (i >= MOST_SLEEPERS) return NULL;
  pthread_once(&end_once, make_end_key);
  pthread_setspecific(end_key, &sleeper[i]);
  sleeper[i].thread = pthread_self();
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

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
  static __typeof__(pthread_cond_wait) *plain_wait;
  if (!plain_wait) plain_wait = PLAIN(pthread_cond_wait);
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
  return 0;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *end) {
  static __typeof__(pthread_cond_timedwait) *plain_wait;
  if (!plain_wait) plain_wait = PLAIN(pthread_cond_timedwait);
  wake_all();
  return plain_wait(condition, mutex, end);
}

int pthread_cond_signal(pthread_cond_t *condition) {
  static __typeof__(pthread_cond_signal) *plain_signal;
  if (!plain_signal) plain_signal = PLAIN(pthread_cond_signal);
  wake_all();
  return plain_signal(condition);
}

/* We are a child: of those who sleep there is nothing but their stacks. One that doesn't was forked
 * without: it is nowhere. */
void leave_all(void) {
  have_all_left = 1;
  clear_others();
  for (int i = 0, count = known_sleepers(); i < count; i++) {
    if (&sleeper[i] == mine) continue;
    int sleeps = sleeper[i].is_asleep && sleeper[i].course != IS_GONE;
    sleeper[i].course = sleeps ? ASLEEP : IS_GONE;
    sem_init(&sleeper[i].end, 0, 0);
  }
}
