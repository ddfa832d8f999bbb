/* performance.now() and performance.timeOrigin begin anew in a child. Node.js has the beginning, by the
 * monotonic clock and by that of the day, in the object of its environment and among the milestones that
 * that owns; and the former in a variable, beside one that has a name. They are found by their values. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <malloc.h>
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* In words: how far from the beginning its neighbours are, and what of the milestones and their owner is
 * read. */
enum { NEAR = 8, OWNER = 32, MILESTONES = 8 };

typedef uint64_t word;

static word *begun; /* nanoseconds; NULL if not all is found */
static double *milestones; /* one of them is the same */
static double *of_day;     /* microseconds; among them, too */

/* node::GetCurrentEnvironment(v8::Isolate::GetCurrent()->GetCurrentContext()) */
static word *environment(void) {
  void *(*isolate)(void);
  void *(*context)(void *);
  word *(*current)(void *);
  *(void **)&isolate = dlsym(RTLD_DEFAULT, "_ZN2v87Isolate10GetCurrentEv");
  *(void **)&context = dlsym(RTLD_DEFAULT, "_ZN2v87Isolate17GetCurrentContextEv");
  *(void **)&current = dlsym(RTLD_DEFAULT, "_ZN4node21GetCurrentEnvironmentEN2v85LocalINS0_7ContextEEE");
  return isolate && context && current ? current(context(isolate())) : NULL;
}

/* It may be no address at all. */
static int read_at(word address, void *into, int count) {
  struct iovec ours = {into, count * sizeof(word)}, theirs = {(void *)address, count * sizeof(word)};
  return process_vm_readv(getpid(), &ours, 1, &theirs, 1, 0) == (ssize_t)ours.iov_len;
}

static double *find_value(double *all, const double *copy, double value) {
  for (int i = 0; i < MILESTONES; i++)
    if (copy[i] == value) return &all[i];
  return NULL;
}

static int are_milestones(word address, double nanoseconds, double microseconds) {
  double copy[MILESTONES];
  if (!read_at(address, copy, MILESTONES)) return 0;
  milestones = (double *)address;
  of_day = find_value(milestones, copy, microseconds);
  return of_day && find_value(milestones, copy, nanoseconds);
}

/* at: where the environment has the two. */
static int find_milestones(const word *at) {
  word owner[OWNER];
  double microseconds;
  memcpy(&microseconds, &at[1], sizeof microseconds);
  for (int i = 2; i < NEAR; i++) {
    if (!read_at(at[i], owner, OWNER)) continue;
    for (int k = 0; k < OWNER; k++)
      if (are_milestones(owner[k], at[0], microseconds)) return 1;
  }
  return 0;
}

static word *find_begun(word least, word most) {
  word *named = dlsym(RTLD_DEFAULT, "_ZN4node11performance20performance_v8_startE");
  for (int i = -NEAR; named && i <= NEAR; i++)
    if (named[i] >= least && named[i] <= most) return &named[i];
  return NULL;
}

/* Nanoseconds between which it has begun. 0 if that is not found. */
int find_clock(word least, word most) {
  const word *all = environment();
  word *found = find_begun(least, most);
  size_t count = found && all ? malloc_usable_size((void *)all) / sizeof *all : 0;
  for (size_t i = 0; i + NEAR < count && !begun; i++)
    if (all[i] == *found && find_milestones(&all[i])) begun = found;
  return begun != NULL;
}

/* It has begun later, by so many nanoseconds; and so for all milestones that it has reached. */
void forward_clock(double later) {
  if (!begun) return;
  for (int i = 0; i < MILESTONES; i++)
    if (&milestones[i] != of_day && milestones[i] >= (double)*begun) milestones[i] += later;
  *begun += (word)later;
  *of_day += later / 1000;
}
