/* Puts a record right whose processes are gone. */
#include "queue.h"

static int backend_lives(const struct record *record) {
  return is_alive((pid_t)record->pid, record->pid_start, record->since);
}

static int frontend_lives(const struct record *record) {
  return is_alive((pid_t)record->partner, 0, record->since);
}

/* A start that failed is left for the frontend that made it, as long as that one waits for it. */
static int is_starting(const struct record *record, uint64_t age) {
  return age <= START_LIMIT && (backend_lives(record) || frontend_lives(record));
}

/* Whether the backend was taken for nothing: its frontend died before it sent the request. One
 * that did send it gets the time to be heard; until then, the backend doesn't say `started`. */
static int is_stranded(const struct record *record, uint64_t age) {
  return !record->started && age > TRUSTED_AGE && !frontend_lives(record);
}

static int is_held(const struct record *record, uint64_t age) {
  switch (record->state) {
    case STARTING: return is_starting(record, age);
    case SERVING: return backend_lives(record) || frontend_lives(record);
    case DEAD: return frontend_lives(record);
    case IDLE:
    case PARENT:
    case WAITING:
    case CALLED: return backend_lives(record);
    default: return 0;
  }
}

/* A backend has left it. How its last run ended stays, until the place is another's: the frontend of
 * that run may not have been told yet. */
static void vacate(struct record *record) {
  *record = (struct record){
      .state = FREE, .pid = record->pid, .last = record->last, .status = record->status};
}

void mend(struct record *record) {
  uint64_t age = now() - record->since;
  if (record->state == FREE) return;
  if (!is_held(record, age)) {
    vacate(record);
  } else if (record->state == SERVING && is_stranded(record, age) && backend_lives(record)) {
    record->state = IDLE;
    record->partner = 0;
  }
}
