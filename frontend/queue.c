/* The queue's file: opens, locks and checks it, reads and writes its records. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "queue.h"

enum {
  CONFUSED_LIMIT = 100,
  LOCK_LIMIT = 10,    /* seconds */
  LOCK_STEP = 200000, /* nanoseconds */
  OPEN_FLAGS = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
};

struct queue queue = {.fd = -1};

/* With errno's words where the failure has none of its own. */
void fail_queue(struct run *run, enum failure failure) {
  strcpy(run->path + run->path_length, "/queue"); /* there is room: a socket's name is longer */
  failure == QUEUE ? fail_errno(failure, run->path) : fail(failure, run->path);
}

/* Makes the file if there is none. Returns -1 if somebody removed it meanwhile. */
static int open_queue(struct run *run) {
  char name[KEY_LENGTH + sizeof "/queue"];
  strcpy(stpcpy(name, run->path + run->path_length - KEY_LENGTH), "/queue");
  int fd = openat(run->directory, name, OPEN_FLAGS);
  if (fd < 0 && errno == ENOENT) {
    make_group_directory(run);
    fd = openat(run->directory, name, OPEN_FLAGS | O_CREAT, 0600);
  }
  if (fd >= 0 || errno == ENOENT) return fd;
  fail_queue(run, errno == ELOOP || errno == EISDIR || errno == ENXIO ? QUEUE_UNSAFE : QUEUE);
}

static int try_lock(struct run *run) {
  if (flock(queue.fd, LOCK_EX | LOCK_NB) == 0) return 1;
  if (errno != EWOULDBLOCK && errno != EINTR) fail_queue(run, QUEUE);
  return 0;
}

/* A lock is held for microseconds: a holder that was stopped just then must not stop us all. Signals
 * may be blocked, so that no timer could end a flock that waits.
 * While we sleep, those are blocked that are in the set, or all that are blocked now if it is null. */
static void wait_for_lock(struct run *run, const sigset_t *blocked) {
  if (try_lock(run)) return;
  struct timespec step = {0, LOCK_STEP};
  for (uint64_t began = now(); now() - began < LOCK_LIMIT * (uint64_t)SECOND;) {
    ppoll(NULL, 0, &step, blocked);
    if (try_lock(run)) return;
  }
  errno = ETIMEDOUT;
  fail_queue(run, QUEUE);
}

/* A file that was removed before we had its lock is not the queue any more. */
int is_linked(struct run *run) {
  struct stat st;
  if (fstat(queue.fd, &st) < 0) fail_queue(run, QUEUE);
  if (!S_ISREG(st.st_mode) || st.st_uid != getauxval(AT_EUID)) fail_queue(run, QUEUE_UNSAFE);
  return st.st_nlink > 0;
}

static int is_sound(const struct header *header) {
  return header->magic == MAGIC && header->version == LAYOUT_VERSION && header->build == BUILD &&
         header->records <= MAX_RECORDS && header->idle <= header->records &&
         header->waiting <= header->records;
}

static void read_header(struct run *run) {
  ssize_t size = pread(queue.fd, &queue.near, sizeof queue.near, 0);
  if (size < 0) fail_queue(run, QUEUE);
  if ((size_t)size < sizeof queue.near.header || !is_sound(&queue.near.header)) {
    clear_queue(run);
    return;
  }
  queue.near_count = (uint32_t)(((size_t)size - sizeof(struct header)) / sizeof(struct record));
}

/* Opens the queue, makes it if there is none, locks it and reads its header. */
void lock_queue(struct run *run) {
  for (int tries = 0; tries < CONFUSED_LIMIT; tries++) {
    if (queue.fd < 0 && (queue.fd = open_queue(run)) < 0) continue;
    wait_for_lock(run, &run->signals);
    if (is_linked(run)) {
      read_header(run);
      return;
    }
    close(queue.fd);
    queue.fd = -1;
  }
  fail_queue(run, QUEUE_DAMAGED);
}

/* During a run, or a start: the file that has our backend's record, even if it was removed; nothing is
 * made, and no signal is heard. */
void relock_queue(struct run *run) {
  wait_for_lock(run, NULL);
  queue.near_count = 0; /* each record is read when it is asked for */
}

void unlock_queue(void) { flock(queue.fd, LOCK_UN); }

/* Writes an empty queue, over whatever is there. */
void clear_queue(struct run *run) {
  queue.near.header = (struct header){
      .magic = MAGIC, .version = LAYOUT_VERSION, .build = BUILD, .boot = boot_hash()};
  queue.near_count = 0;
  write_header(run);
  if (ftruncate(queue.fd, sizeof(struct header)) < 0) fail_queue(run, QUEUE);
}

off_t record_offset(uint32_t index) {
  return (off_t)(sizeof(struct header) + index * sizeof(struct record));
}

static void write_queue(struct run *run, const void *data, size_t size, off_t offset) {
  ssize_t written = pwrite(queue.fd, data, size, offset);
  if (written >= 0 && written != (ssize_t)size) errno = ENOSPC;
  if (written != (ssize_t)size) fail_queue(run, QUEUE);
}

void write_header(struct run *run) {
  write_queue(run, &queue.near.header, sizeof queue.near.header, 0);
}

/* Returns -1 if there is no such record. Needs no lock. */
int peek_record(uint32_t index, struct record *record) {
  return pread(queue.fd, record, sizeof *record, record_offset(index)) == sizeof *record ? 0 : -1;
}

/* The same with the lock held: the near ones were read with the header. */
int read_record(uint32_t index, struct record *record) {
  if (index < queue.near_count) {
    *record = queue.near.record[index];
    return 0;
  }
  return peek_record(index, record);
}

void write_record(struct run *run, uint32_t index, const struct record *record) {
  if (index < queue.near_count) queue.near.record[index] = *record;
  write_queue(run, record, sizeof *record, record_offset(index));
}

/* Both. The record first: should we be killed in between, the list's head is no idle backend any
 * more. The first record stands behind the header: they are written together. */
void write_record_and_header(struct run *run, uint32_t index, const struct record *record) {
  if (index > 0) {
    write_record(run, index, record);
    write_header(run);
  } else {
    queue.near.record[0] = *record;
    write_queue(run, &queue.near, sizeof(struct header) + sizeof *record, 0);
  }
}

void free_record(struct run *run, uint32_t index) {
  write_record(run, index, &(struct record){.state = FREE});
}
