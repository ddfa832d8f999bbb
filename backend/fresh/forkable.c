/* Preloaded into the process that is forked, so that its children have what Node.js needs: V8's heap,
 * which V8 wants left out of them, and the threads of Node.js's platform, which fork(2) leaves out.
 *
 * A platform thread waits for tasks, in pthread_cond_wait(3). In a child its stack is still there:
 * when somebody is about to wait for it, or has a task for it, another thread goes on on that stack,
 * as if the wait had ended for nothing. Node.js has tasks for it after a collection of garbage. */
#include "forkable.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* They sleep, nearly always; one that works for longer than all these looks is forked without. */
enum { LOOKS = 1000, LOOK_PAUSE = 100 * 1000 /* nanoseconds */ };

int is_child;

static pthread_mutex_t *held[MOST_SLEEPERS];
static int held_count;

int madvise(void *start, size_t length, int advice) {
  return advice == MADV_DONTFORK ? 0 : (int)syscall(SYS_madvise, start, length, advice);
}

static int is_held(pthread_mutex_t *mutex) {
  for (int i = 0; i < held_count; i++)
    if (held[i] == mutex) return 1;
  return 0;
}

/* Without its mutex, one that sleeps goes on sleeping. Returns whether it does. */
static int hold(struct sleeper *who) {
  pthread_mutex_t *mutex = __atomic_load_n(&who->mutex, __ATOMIC_ACQUIRE);
  if (who == mine || who->course == IS_GONE) return 1;
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

/* fork(2), while all of them wait. As there, 0 in the child. */
int fork_forkable(void) {
  for (int look = 0; !hold_all() && look < LOOKS; look++) {
    release_all();
    nanosleep(&(struct timespec){.tv_nsec = LOOK_PAUSE}, NULL);
  }
  share_touched();
  int pid = fork();
  if (pid == 0) {
    is_child = 1;
    leave_all();
    touch_ahead();
  }
  release_all();
  return pid;
}
