/* The end of a child. Node.js ends and joins its threads, and tidies up behind them. */
#include "forkable.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int is_waited_for(pthread_cond_t *condition) {
  for (int i = 0, count = known_sleepers(); i < count; i++)
    if (sleeper[i].course != IS_OURS && sleeper[i].condition == condition) return 1;
  return 0;
}

/* The end of a child, in which a C library would wait for those who are gone, or find what they hold. */
int pthread_cond_destroy(pthread_cond_t *condition) {
  static __typeof__(pthread_cond_destroy) *plain_destroy;
  if (!plain_destroy) plain_destroy = PLAIN(pthread_cond_destroy);
  int is_left = is_child && (is_waited_for(condition) || !is_of_platform(condition));
  return is_left ? 0 : plain_destroy(condition);
}

int pthread_mutex_destroy(pthread_mutex_t *mutex) {
  static __typeof__(pthread_mutex_destroy) *plain_destroy;
  if (!plain_destroy) plain_destroy = PLAIN(pthread_mutex_destroy);
  int failure = plain_destroy(mutex);
  return is_child ? 0 : failure;
}

/* What is done at the end is the parent's. */
void exit(int status) {
  static __typeof__(exit) *plain_exit;
  if (!plain_exit) plain_exit = PLAIN(exit);
  if (!is_child) plain_exit(status);
  fflush(NULL);
  _exit(status);
}
