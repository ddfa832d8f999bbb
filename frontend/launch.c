/* A backend that we start while we wait in line: whether one is due, and what becomes of it. */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "queue.h"

enum { LAUNCH_TRIES = 3 }; /* failed ones, after which a frontend starts no more */

static uint32_t core_count(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (uint32_t)count : 1;
}

/* Where a parent makes the backends, it is told that somebody waits; one that makes none for so long
 * that a start would have failed is no help. Returns whether it is. */
int call_parent(const struct counts *counts, uint64_t waited) {
  return counts->parent > 0 && waited < START_LIMIT && kill(counts->parent, SIGURG) == 0;
}

/* Whether one more backend may be started for somebody in line who has waited that long. */
int may_launch(const struct run *run, const struct launch *launch, const struct counts *counts,
               uint64_t waited) {
  uint32_t limit = run->number[OPTION_MAX_BACKENDS], cores = core_count();
  if (launch->index >= 0 || launch->failures >= LAUNCH_TRIES) return 0;
  if (limit && counts->backends >= limit) return 0;
  if (counts->coming >= queue.near.header.waiting && waited < TRUST) return 0;
  if (counts->starting >= (run->number[OPTION_FRESH] ? 1 : cores)) return 0; /* it makes the others */
  return counts->backends < cores || waited >= PATIENCE;
}

/* Whether the record is still that of our start. */
static int is_ours(const struct launch *launch, pid_t pid, struct record *record) {
  return read_record((uint32_t)launch->index, record) == 0 && record->state == STARTING &&
         record->pid == (uint32_t)pid;
}

/* From the mark in the queue until it names the keeper, no signal ends us: else the backend would
 * come to a record that isn't kept for it. */
void launch_backend(struct run *run, struct launch *launch) {
  sigset_t all, before;
  struct record record = {
      .state = STARTING, .pid = (uint32_t)run->pid, .partner = (uint32_t)run->pid, .since = now()};
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  launch->index = (int)add_record(run, record);
  launch->began = record.since;
  launch->length = 0;
  unlock_queue();
  launch->output = start_backend(run, (uint32_t)launch->index, &launch->keeper);
  relock_queue(run);
  if (is_ours(launch, run->pid, &record)) {
    record.pid = (uint32_t)launch->keeper;
    write_record(run, (uint32_t)launch->index, &record);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
}

static void close_output(struct launch *launch) {
  if (launch->output >= 0) close(launch->output);
  launch->output = -1;
}

/* Takes in what the backend says: the beginning is kept, the rest is read all the same. */
void hear(struct launch *launch) {
  char rest[512];
  size_t room = sizeof launch->said - launch->length;
  ssize_t got = room > 0 ? read(launch->output, launch->said + launch->length, room)
                         : read(launch->output, rest, sizeof rest);
  if (got > 0 && room > 0) launch->length += (size_t)got;
  if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) close_output(launch);
}

static int is_late(const struct launch *launch) { return now() - launch->began > START_LIMIT; }

/* It has closed its output, being ready or having failed; or it takes too long. */
int is_over(const struct launch *launch) {
  return launch->index >= 0 && (launch->output < 0 || is_late(launch));
}

/* While its output is open, something of the keeper's group is there, so that its number is. */
void finish_launch(struct run *run, struct launch *launch) {
  struct record record;
  int late = launch->output >= 0, unready = is_ours(launch, launch->keeper, &record);
  if (late) kill(-launch->keeper, SIGKILL);
  if (unready) free_record(run, (uint32_t)launch->index);
  if (late || unready) {
    launch->failures++;
    launch->late = late;
  }
  close_output(launch);
  launch->index = NO_INDEX;
}

/* We have been served by another: ours goes on for others, and a failure of it is theirs to see. */
void leave_launch(struct run *run, struct launch *launch) {
  struct record record;
  if (launch->index >= 0 && is_ours(launch, launch->keeper, &record)) {
    record.partner = 0;
    write_record(run, (uint32_t)launch->index, &record);
  }
  close_output(launch);
}

/* Our backend failed to start: so do we, with its own words; unless others are there, who can serve
 * us, or are about to be. One that says nothing was killed: another may live. */
void give_up_without_hope(struct run *run, struct launch *launch, const struct counts *counts) {
  if (launch->failures == 0 || launch->index >= 0) return;
  if (counts->backends > counts->starting) return;
  int silent = launch->length == 0 && !launch->late;
  if ((counts->starting > 0 || silent) && launch->failures < LAUNCH_TRIES) return;
  unlock_queue();
  if (write(2, launch->said, launch->length) < 0) {} /* whoever closed it doesn't want to know */
  enum failure failure = run->interpreter_count > 0 ? START_REFUSED : START_FAILED;
  fail(launch->late ? START_TIMEOUT : failure, backend_program(run));
}
