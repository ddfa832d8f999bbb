/* Looks at all records: counts them, mends them, makes the list of idle backends anew. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "queue.h"

enum { ALL_RECORDS = MAX_RECORDS * sizeof(struct record) };

static struct record *reserve(void) {
  void *memory = mmap(NULL, ALL_RECORDS, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail_errno(QUEUE, "memory");
  return memory;
}

static void read_all(void) {
  if (!queue.record) queue.record = reserve();
  size_t wanted = queue.near.header.records * sizeof(struct record);
  ssize_t size = pread(queue.fd, queue.record, wanted, record_offset(0));
  queue.near.header.records = size > 0 ? (uint32_t)((size_t)size / sizeof(struct record)) : 0;
}

/* Whether a record's state began earlier than that of another, which may not be there. */
static int is_older(uint32_t index, int other) {
  return other < 0 || queue.record[index].since < queue.record[other].since;
}

static struct counts count_all(void) {
  struct counts counts = {.first_waiting = NO_INDEX};
  for (uint32_t i = 0; i < queue.near.header.records; i++) {
    uint32_t state = queue.record[i].state;
    counts.backends += state == STARTING || state == IDLE || state == SERVING;
    counts.starting += state == STARTING;
    counts.coming += state == STARTING && !queue.record[i].partner;
    if (state == PARENT) counts.parent = (pid_t)queue.record[i].pid;
    if (state == WAITING && is_older(i, counts.first_waiting)) counts.first_waiting = (int)i;
  }
  return counts;
}

/* Into the list in the order of `since`, the newest first: by insertion, it is nearly always short. */
static void link_idle(uint32_t index) {
  struct record *record = &queue.record[index];
  uint32_t *link = &queue.near.header.idle;
  while (*link && queue.record[*link - 1].since > record->since)
    link = &queue.record[*link - 1].next;
  record->next = *link;
  *link = index + 1;
}

static void list_all(void) {
  queue.near.header.idle = queue.near.header.waiting = 0;
  for (uint32_t i = 0; i < queue.near.header.records; i++) {
    if (queue.record[i].state == IDLE) link_idle(i);
    if (queue.record[i].state == WAITING) queue.near.header.waiting++;
  }
}

/* Writes what has changed, and nothing else: a backend sets `started` without the lock. */
static void write_back(struct run *run, const struct record *before) {
  for (uint32_t i = 0; i < queue.near.header.records; i++)
    if (memcmp(&queue.record[i], &before[i], sizeof *before) != 0)
      write_record(run, i, &queue.record[i]);
  write_header(run);
}

/* Whoever was called and doesn't come is stopped, perhaps: the backend is there for others, and the
 * one that was called joins again, at its old place. */
static void take_back(struct record *called) {
  if (called->state != CALLED || now() - called->since <= TAKE_LIMIT) return;
  if (called->partner >= queue.near.header.records) return;
  struct record *backend = &queue.record[called->partner];
  if (backend->state != SERVING || backend->partner != called->pid || backend->started) return;
  backend->state = IDLE;
  backend->partner = 0;
  *called = (struct record){.state = FREE};
}

/* The state of a record is the truth: all that follows from the states is made anew. */
struct counts mend_queue(struct run *run) {
  static struct record *before;
  uint64_t boot = boot_hash();
  if (boot && queue.near.header.boot && boot != queue.near.header.boot) clear_queue(run);
  read_all();
  if (!before) before = reserve();
  memcpy(before, queue.record, queue.near.header.records * sizeof *before);
  for (uint32_t i = 0; i < queue.near.header.records; i++) mend(&queue.record[i]);
  for (uint32_t i = 0; i < queue.near.header.records; i++) take_back(&queue.record[i]);
  list_all();
  write_back(run, before);
  return count_all();
}

/* The first in line mends for all: whoever else looks makes sure that there is one. */
struct counts survey(struct run *run, int mine) {
  read_all();
  struct counts counts = count_all();
  if (counts.first_waiting < 0 || counts.first_waiting == mine) return mend_queue(run);
  const struct record *first = &queue.record[counts.first_waiting];
  return is_alive((pid_t)first->pid, 0, first->since) ? counts : mend_queue(run);
}

/* The first record is written together with the header: it is kept for a backend. */
static uint32_t first_place(struct run *run, const struct record *record) {
  if (record->state != WAITING) return 0;
  if (queue.near.header.records > 0) return 1;
  queue.near.header.records = 1;
  queue.record[0] = (struct record){.state = FREE};
  free_record(run, 0);
  return 1;
}

/* Puts a record in a free place, after a survey. Returns its index. */
uint32_t add_record(struct run *run, struct record record) {
  uint32_t index = first_place(run, &record);
  while (index < queue.near.header.records && queue.record[index].state != FREE) index++;
  if (index == MAX_RECORDS) fail_queue(run, QUEUE_FULL);
  if (index == queue.near.header.records) queue.near.header.records++;
  if (record.state == WAITING) queue.near.header.waiting++;
  queue.record[index] = record;
  write_record(run, index, &record);
  write_header(run);
  return index;
}
