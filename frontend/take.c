/* Takes an idle backend from the queue, and gives one up. */
#include <signal.h>

#include "queue.h"

static int read_idle(uint32_t index, struct record *record) {
  return read_record(index, record) == 0 && record->state == IDLE &&
         record->next <= queue.near.header.records;
}

/* Takes the backend that became idle last. Returns 0 if there is none. */
int take_idle(struct run *run, struct seat *seat) {
  struct record record;
  if (!queue.near.header.idle) return 0;
  uint32_t index = queue.near.header.idle - 1;
  if (!read_idle(index, &record)) return 0;
  queue.near.header.idle = record.next;
  record.state = SERVING;
  record.partner = (uint32_t)run->pid;
  record.started = 0;
  record.since = now();
  write_record_and_header(run, index, &record);
  *seat = (struct seat){index, (pid_t)record.pid};
  return 1;
}

/* Whether the record says that this backend serves us. */
int is_serving(const struct run *run, struct seat seat, const struct record *record) {
  return record->state == SERVING && record->pid == (uint32_t)seat.pid &&
         record->partner == (uint32_t)run->pid;
}

/* It may be gone by now, and its number another's. */
static void end(const struct record *record) {
  uint64_t start = start_of((pid_t)record->pid);
  if (start && start == record->pid_start) kill((pid_t)record->pid, SIGKILL);
}

/* Gives up a backend that hasn't taken our request: it is stopped, or stuck. It is killed, since what
 * waits for it has our descriptors: whoever reads our output would wait for its end as well. Returns 0
 * if it has taken it: then it is the script that takes its time. */
int abandon_backend(struct run *run, struct seat seat) {
  struct record record;
  relock_queue(run);
  int mine = read_record(seat.index, &record) == 0 && is_serving(run, seat, &record);
  int waiting = mine && !record.started;
  if (waiting) {
    free_record(run, seat.index);
    end(&record);
  }
  unlock_queue();
  return waiting;
}

/* Nobody listens to us at that backend's socket: its record goes. Where one has died unawares, more
 * may have. */
void drop_backend(struct run *run, struct seat seat) {
  struct record record;
  lock_queue(run);
  if (read_record(seat.index, &record) == 0 && is_serving(run, seat, &record))
    free_record(run, seat.index);
  mend_queue(run);
  unlock_queue();
}
