/* A queue that somebody has scribbled over: whatever is in it, the frontend reads it within bounds, and
 * once it is mended, each backend that is idle can be taken, once. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../frontend/queue.h"
#include "fuzz.h"

enum { STEPS = 8, KINDS = 7, STATES = PARENT + 1 };

static struct run run = {.pid = 3};

static void set_up(void) {
  if (run.path_length) return;
  int length = snprintf(run.path, sizeof run.path, "%s/%032d", temporary(), 0);
  run.directory = open(temporary(), O_RDONLY | O_DIRECTORY);
  run.path_length = (size_t)length;
  make_group_directory(&run);
}

/* So that chance finds what has a meaning: states that there are, and pids about 0. */
static void make_likely(int fd) {
  struct record record;
  for (uint32_t i = 0; pread(fd, &record, sizeof record, record_offset(i)) == sizeof record; i++) {
    record.state = record.state % STATES;
    record.pid = (uint32_t)(int8_t)record.pid;
    expect(pwrite(fd, &record, sizeof record, record_offset(i)) > 0, "it is written");
  }
}

/* Half of them have a header that is right, so that the records are read; half of those, records. */
static void write_queue_file(const uint8_t *data, size_t size, int is_sound, int is_likely) {
  char path[sizeof run.path + 8];
  snprintf(path, sizeof path, "%.*s/queue", (int)run.path_length, run.path);
  int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  struct header header = {0};
  memcpy(&header, data, size < sizeof header ? size : sizeof header);
  if (is_sound) {
    size_t behind = size > sizeof header ? size - sizeof header : 0;
    header.magic = MAGIC;
    header.version = LAYOUT_VERSION;
    header.build = BUILD;
    header.boot = boot_hash();
    header.records = (uint32_t)(behind / sizeof(struct record)) + (header.records & 1);
    header.idle %= header.records + 1;
    header.waiting %= header.records + 1;
  }
  expect(pwrite(fd, data, size, 0) == (ssize_t)size, "it is written");
  if (size >= sizeof header) expect(pwrite(fd, &header, sizeof header, 0) > 0, "the header, too");
  if (is_likely) make_likely(fd);
  close(fd);
}

static void step(uint8_t kind, struct seat *seat) {
  struct record record = {.state = kind & 8 ? WAITING : STARTING, .pid = 3, .since = now()};
  struct counts counts;
  switch (kind % KINDS) {
    case 0: take_idle(&run, seat); return;
    case 1: survey(&run, NO_INDEX); return;
    case 2: mend_queue(&run); return;
    case 3:
      survey(&run, NO_INDEX);
      add_record(&run, record);
      return;
    case 4: abandon_backend(&run, *seat); break;
    case 5: drop_backend(&run, *seat); break;
    default:
      counts = survey(&run, kind);
      call_parent(&counts, 0);
      return;
  }
  lock_queue(&run); /* these two have unlocked it */
}

static void take_all(void) {
  struct seat seat;
  mend_queue(&run);
  uint32_t idle = 0, taken = 0, records = queue.near.header.records;
  for (uint32_t i = 0; i < records; i++) idle += queue.record[i].state == IDLE;
  lock_queue(&run); /* as the next frontend would find it */
  while (taken <= records && take_idle(&run, &seat)) taken++;
  expect(taken == idle, "each idle backend is taken once");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  set_up();
  if (size <= STEPS + 1) return -1;
  write_queue_file(data + STEPS + 1, size - STEPS - 1, data[0] & 1, data[0] & 2);
  struct seat seat = {data[0], 3};
  if (setjmp(failed) == 0) {
    lock_queue(&run);
    for (int i = 1; i <= STEPS; i++) step(data[i], &seat);
    take_all();
  }
  if (queue.fd >= 0) close(queue.fd);
  queue.fd = -1;
  return 0;
}
