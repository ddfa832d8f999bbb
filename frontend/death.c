/* How a backend died that closed the connection without an answer: its record says so. */
#include <time.h>

#include "queue.h"

enum { OBITUARY_STEP = 2000000 }; /* nanoseconds */

static int is_noted(const struct record *record) {
  return record->state == DEAD || record->started == 2;
}

static int is_ours(const struct run *run, struct seat seat, const struct record *record) {
  return record->pid == (uint32_t)seat.pid && record->partner == (uint32_t)run->pid &&
         (record->state == SERVING || record->state == DEAD);
}

/* It served us before: it has given itself back, and may have left, but we weren't told. */
static int has_ended(const struct run *run, struct seat seat, const struct record *record) {
  return record->pid == (uint32_t)seat.pid && record->last == (uint32_t)run->pid &&
         (record->state == IDLE || record->state == SERVING || record->state == FREE) &&
         !record->started;
}

/* One look with the lock held. If it says how, the record is done with. */
static enum outcome examine(struct run *run, struct seat seat, int *status) {
  struct record record;
  enum outcome outcome = OUTCOME_UNKNOWN;
  relock_queue(run);
  int is_known = read_record(seat.index, &record) == 0;
  if (is_known && is_ours(run, seat, &record)) {
    outcome = !record.started ? OUTCOME_NOT_STARTED : is_noted(&record) ? OUTCOME_DIED : OUTCOME_UNTOLD;
    *status = (int)record.status;
    if (outcome == OUTCOME_DIED) free_record(run, seat.index);
  } else if (is_known && has_ended(run, seat, &record)) {
    outcome = OUTCOME_DIED;
    *status = (int)record.status;
  }
  unlock_queue();
  return outcome;
}

/* The keeper takes its time to write down how. Until the record changes, it is only looked at. A
 * queue that was removed isn't found by the keeper. */
static void await_obituary(struct run *run, struct seat seat) {
  struct timespec step = {0, OBITUARY_STEP};
  struct record record;
  for (uint64_t began = now(); now() - began < OBITUARY_LIMIT; nanosleep(&step, NULL))
    if (!is_linked(run) || peek_record(seat.index, &record) < 0 || is_noted(&record) || !is_serving(run, seat, &record))
      return;
}

enum outcome how_it_died(struct run *run, struct seat seat, int *status) {
  enum outcome outcome = examine(run, seat, status);
  if (outcome != OUTCOME_UNTOLD) return outcome;
  await_obituary(run, seat);
  return examine(run, seat, status);
}
