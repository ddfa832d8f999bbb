/* Takes a backend from the queue, or waits in line for one. shared/layout.ts describes the file,
 * shared/queue.ts is the same in TypeScript. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "speedy.h"

enum { NO_INDEX = -1, CONFUSED_LIMIT = 100, OBITUARY_STEP = 2000000 };

static struct {
  int fd;
  struct header header;
  struct record *record; /* all of them, after scan() */
} queue = {.fd = -1};

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_BOOTTIME, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static off_t record_offset(uint32_t index) {
  return (off_t)(sizeof(struct header) + index * sizeof(struct record));
}

static int read_record(uint32_t index, struct record *record) {
  return pread(queue.fd, record, sizeof *record, record_offset(index)) == sizeof *record ? 0 : -1;
}

static void write_queue(struct run *run, const void *data, size_t size, off_t offset) {
  if (pwrite(queue.fd, data, size, offset) != (ssize_t)size) fail_errno(QUEUE, run->path);
}

static void write_record(struct run *run, uint32_t index, const struct record *record) {
  write_queue(run, record, sizeof *record, record_offset(index));
}

static void write_header(struct run *run) {
  write_queue(run, &queue.header, sizeof queue.header, 0);
}

static uint64_t boot_hash(void) {
  char id[40] = "";
  int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    if (read(fd, id, sizeof id) < 0) id[0] = 0;
    close(fd);
  }
  uint64_t hash = 0xcbf29ce484222325;
  for (int i = 0; i < 36; i++) hash = (hash ^ (unsigned char)id[i]) * 0x100000001b3;
  return hash;
}

/* When the process started, in ticks; 0 if it is dead, a zombie included. */
static uint64_t start_of(pid_t pid) {
  char path[32] = "/proc/", digit[12], text[512];
  char *to = path + 6, *field;
  int count = 0;
  for (pid_t left = pid; left > 0; left /= 10) digit[count++] = (char)('0' + left % 10);
  while (count > 0) *to++ = digit[--count];
  strcpy(to, "/stat");
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  ssize_t size = read(fd, text, sizeof text - 1);
  close(fd);
  text[size > 0 ? size : 0] = 0;
  field = strrchr(text, ')'); /* behind the name, which may hold anything; then 3: the state */
  if (!field || field[2] == 'Z' || field[2] == 'X') return 0;
  for (int i = 3; i < 22 && field; i++) field = strchr(field + 2, ' ') ? strchr(field + 2, ' ') - 1 : NULL;
  return field ? strtoull(field + 2, NULL, 10) : 0;
}

/* Whether the process that wrote its pid down at `since` is still that one. A quick look first:
 * only for a record of some age is it worth a look into /proc. */
static int is_alive(pid_t pid, uint64_t pid_start, uint64_t since) {
  uint64_t time = now();
  if (pid <= 0 || (kill(pid, 0) < 0 && errno == ESRCH)) return 0;
  if (since <= time && time - since < TRUSTED_AGE) return 1;
  uint64_t start = start_of(pid);
  if (start == 0) return 0;
  if (pid_start) return start == pid_start;
  return start <= since / (1000000000 / (uint64_t)sysconf(_SC_CLK_TCK)) + 1;
}

static void unlock_queue(void) { flock(queue.fd, LOCK_UN); }

/* Writes an empty queue, over whatever is there. The backends that an old one knew are called
 * together by the next backend that starts. */
static void clear_queue(struct run *run) {
  struct header empty = {.magic = MAGIC, .version = LAYOUT_VERSION, .build = BUILD, .boot = boot_hash()};
  queue.header = empty;
  write_header(run);
  if (ftruncate(queue.fd, sizeof empty) < 0) fail_errno(QUEUE, run->path);
}

static int is_sound(ssize_t size) {
  return size == sizeof queue.header && queue.header.magic == MAGIC &&
         queue.header.version == LAYOUT_VERSION && queue.header.build == BUILD &&
         queue.header.records <= MAX_RECORDS && queue.header.idle <= queue.header.records &&
         queue.header.waiting <= queue.header.records;
}

/* Opens and locks the queue, makes it if there is none, and reads its header. A file that was
 * removed before we had the lock is not the queue any more. */
static void lock_queue(struct run *run) {
  char *name = run->path + run->path_length;
  struct stat st;
  for (int tries = 0; tries < CONFUSED_LIMIT; tries++) {
    if (queue.fd < 0) {
      strcpy(name, "/queue");
      queue.fd = openat(run->directory, name - KEY_LENGTH, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
      if (queue.fd < 0 && errno == ENOENT) {
        *name = 0;
        make_group_directory(run);
        strcpy(name, "/queue");
        queue.fd = open(run->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
      }
      if (queue.fd < 0 && errno == ENOENT) continue;
      if (queue.fd < 0)
        errno == ELOOP || errno == EISDIR || errno == ENXIO ? fail(QUEUE_UNSAFE, run->path)
                                                            : fail_errno(QUEUE, run->path);
      *name = 0;
    }
    while (flock(queue.fd, LOCK_EX) < 0)
      if (errno != EINTR) fail_errno(QUEUE, run->path);
    if (fstat(queue.fd, &st) < 0) fail_errno(QUEUE, run->path);
    if (st.st_nlink > 0) {
      if (!S_ISREG(st.st_mode)) fail(QUEUE_UNSAFE, run->path);
      if (!is_sound(pread(queue.fd, &queue.header, sizeof queue.header, 0))) clear_queue(run);
      return;
    }
    close(queue.fd);
    queue.fd = -1;
  }
  fail(QUEUE_DAMAGED, run->path);
}

/* Reads all records, frees those of the dead, and makes the list of idle backends and the count
 * of those waiting anew. Holds for C and TypeScript alike: the state of a record is the truth. */
static struct counts {
  uint32_t backends, starting;
  int idle, first_waiting, spare;
} scan(struct run *run);

static int newer(struct record *record, int other) {
  return other < 0 || record->since > queue.record[other].since;
}

static void free_record(struct record *record) { *record = (struct record){.state = FREE}; }

/* What has become of the record's processes. */
static void mend(struct record *record) {
  uint64_t age = now() - record->since;
  switch (record->state) {
    case STARTING:
      if (age > START_LIMIT || !is_alive((pid_t)record->pid, 0, record->since)) free_record(record);
      break;
    case IDLE:
      if (!is_alive((pid_t)record->pid, record->pid_start, record->since)) free_record(record);
      break;
    case SERVING:
      if (!is_alive((pid_t)record->pid, record->pid_start, record->since)) {
        if (!is_alive((pid_t)record->partner, 0, record->since)) free_record(record);
      } else if (!record->started && !is_alive((pid_t)record->partner, 0, record->since)) {
        record->state = IDLE;
        record->partner = 0;
      }
      break;
    case DEAD:
      if (!is_alive((pid_t)record->partner, 0, record->since)) free_record(record);
      break;
    case WAITING:
    case CALLED:
      if (!is_alive((pid_t)record->pid, 0, record->since)) free_record(record);
      break;
    default:
      if (record->state != FREE) free_record(record);
  }
}

static struct counts scan(struct run *run) {
  struct counts counts = {0, 0, NO_INDEX, NO_INDEX, NO_INDEX};
  if (!queue.record) {
    queue.record = mmap(NULL, MAX_RECORDS * sizeof(struct record), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (queue.record == MAP_FAILED) fail_errno(QUEUE, "memory");
  }
  ssize_t size = pread(queue.fd, queue.record, queue.header.records * sizeof(struct record), record_offset(0));
  uint32_t count = size > 0 ? (uint32_t)((size_t)size / sizeof(struct record)) : 0;
  queue.header.records = count;
  queue.header.idle = queue.header.waiting = 0;
  for (uint32_t i = 0; i < count; i++) {
    struct record *record = &queue.record[i];
    mend(record);
    if (record->state == STARTING || record->state == IDLE || record->state == SERVING) counts.backends++;
    if (record->state == STARTING) counts.starting++;
    if (record->state == FREE && counts.spare < 0) counts.spare = (int)i;
    if (record->state == WAITING) {
      queue.header.waiting++;
      if (counts.first_waiting < 0 || record->since < queue.record[counts.first_waiting].since)
        counts.first_waiting = (int)i;
    }
    if (record->state == IDLE && newer(record, counts.idle)) counts.idle = (int)i;
  }
  /* The list in the order of `since`, the newest first: by insertion, it is nearly always short. */
  for (uint32_t i = 0; i < count; i++) {
    if (queue.record[i].state != IDLE) continue;
    uint32_t *link = &queue.header.idle;
    while (*link && queue.record[*link - 1].since > queue.record[i].since)
      link = &queue.record[*link - 1].next;
    queue.record[i].next = *link;
    *link = i + 1;
  }
  if (count) write_queue(run, queue.record, count * sizeof(struct record), record_offset(0));
  write_header(run);
  return counts;
}

/* Puts a record in a free place. */
static uint32_t add_record(struct run *run, struct counts *counts, struct record record) {
  uint32_t index = queue.header.records;
  if (counts->spare >= 0) {
    index = (uint32_t)counts->spare;
    counts->spare = NO_INDEX;
    for (uint32_t i = index + 1; i < queue.header.records; i++)
      if (queue.record[i].state == FREE) {
        counts->spare = (int)i;
        break;
      }
  } else if (index == MAX_RECORDS) {
    fail(QUEUE_FULL, run->path);
  } else {
    queue.header.records++;
  }
  record.since = now();
  queue.record[index] = record;
  write_record(run, index, &record);
  if (record.state == WAITING) queue.header.waiting++;
  write_header(run);
  return index;
}

/* Takes the backend that became idle last. Returns its index, or NO_INDEX. */
static int take_idle(struct run *run, pid_t *pid) {
  struct record record;
  if (!queue.header.idle) return NO_INDEX;
  uint32_t index = queue.header.idle - 1;
  if (read_record(index, &record) < 0 || record.state != IDLE || record.next > queue.header.records)
    return NO_INDEX;
  queue.header.idle = record.next;
  *pid = (pid_t)record.pid;
  record.state = SERVING;
  record.partner = (uint32_t)run->pid;
  record.started = 0;
  record.since = now();
  /* The record first: should we be killed here, the list's head is no idle backend any more. */
  write_record(run, index, &record);
  write_header(run);
  return (int)index;
}

static uint32_t core_count(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (uint32_t)count : 1;
}

/* Whether one more backend may be started for somebody who has waited that long. */
static int may_start(const struct run *run, const struct counts *counts, uint64_t waited) {
  uint32_t limit = run->number[OPTION_MAX_BACKENDS], cores = core_count();
  if (limit && counts->backends >= limit) return 0;
  if (counts->starting >= cores) return 0;
  return counts->backends < cores || waited >= PATIENCE;
}

/* A backend that we have started and that isn't ready yet. */
struct start {
  int index;  /* its record's, or NO_INDEX if there is none */
  int output; /* what it says until it is ready */
};

static struct start start_one(struct run *run, struct counts *counts) {
  struct start start;
  pid_t keeper;
  struct record record = {.state = STARTING, .pid = (uint32_t)run->pid};
  start.index = (int)add_record(run, counts, record);
  unlock_queue();
  start.output = start_backend(run, (uint32_t)start.index, &keeper);
  lock_queue(run);
  if (read_record((uint32_t)start.index, &record) == 0 && record.state == STARTING &&
      record.pid == (uint32_t)run->pid) {
    record.pid = (uint32_t)keeper;
    write_record(run, (uint32_t)start.index, &record);
  }
  return start;
}

/* The backend that we started has closed its output: it is ready, or it failed. If it failed, so
 * do we, with its own words; unless others are there, who can serve us. */
static void after_start(struct run *run, struct start *start, const char *said) {
  struct record record;
  int failed = read_record((uint32_t)start->index, &record) == 0 && record.state == STARTING;
  if (failed) {
    free_record(&record);
    write_record(run, (uint32_t)start->index, &record);
    if (scan(run).backends == 0) {
      unlock_queue();
      if (write(2, said, strlen(said)) < 0) {}
      fail(START_FAILED, run->value[OPTION_BACKEND_PROG]);
    }
  }
  close(start->output);
  *start = (struct start){NO_INDEX, -1};
}

static void woken(int signal) { (void)signal; }

/* Lets the wake-up end a wait, and nothing but a wait. */
static void expect_wake_up(sigset_t *outside) {
  sigset_t wake;
  struct sigaction action = {.sa_handler = woken};
  sigaction(SIGURG, &action, NULL);
  sigemptyset(&wake);
  sigaddset(&wake, SIGURG);
  sigprocmask(SIG_BLOCK, &wake, outside);
  sigdelset(outside, SIGURG);
}

/* Sleeps until somebody wakes us, our backend says something, or it is time to look. Returns 1
 * when the backend has closed its output. */
static int sleep_in_line(struct start *start, uint64_t time, const sigset_t *outside, char *said,
                         size_t size) {
  struct pollfd output = {.fd = start->output, .events = POLLIN};
  struct timespec wait = {(time_t)(time / 1000000000), (long)(time % 1000000000)};
  if (ppoll(&output, start->output >= 0, &wait, outside) <= 0) return 0;
  size_t length = strlen(said);
  char rest[512];
  int room = length + 1 < size;
  ssize_t got = read(start->output, room ? said + length : rest, room ? size - 1 - length : sizeof rest);
  if (got > 0 && room) said[length + (size_t)got] = 0;
  return got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
}

/* In line, until a backend calls us; starts one where that is due. The queue is locked. */
static struct seat wait_in_line(struct run *run) {
  static char said[4096];
  struct start start = {NO_INDEX, -1};
  struct record record = {.state = WAITING, .pid = (uint32_t)run->pid};
  sigset_t outside;
  expect_wake_up(&outside);
  struct counts counts = scan(run);
  uint32_t mine = add_record(run, &counts, record);
  uint64_t began = now(), look = FIRST_LOOK;
  for (;;) {
    if (start.index < 0 && may_start(run, &counts, now() - began)) start = start_one(run, &counts);
    unlock_queue();
    int closed = sleep_in_line(&start, look, &outside, said, sizeof said);
    if (look < SLOWEST_LOOK) look *= 2;
    lock_queue(run);
    if (read_record(mine, &record) < 0 || record.pid != (uint32_t)run->pid ||
        (record.state != WAITING && record.state != CALLED)) {
      counts = scan(run); /* scribbled over: into line again */
      mine = add_record(run, &counts, (struct record){.state = WAITING, .pid = (uint32_t)run->pid});
      continue;
    }
    if (record.state == CALLED) {
      uint32_t index = record.partner;
      free_record(&record);
      write_record(run, mine, &record);
      if (start.output >= 0) close(start.output);
      if (read_record(index, &record) == 0 && record.state == SERVING &&
          record.partner == (uint32_t)run->pid)
        return (struct seat){index, (pid_t)record.pid};
      start = (struct start){NO_INDEX, -1};
      counts = scan(run);
      mine = add_record(run, &counts, (struct record){.state = WAITING, .pid = (uint32_t)run->pid});
      continue;
    }
    if (closed) after_start(run, &start, said);
    counts = scan(run);
    if (counts.first_waiting == (int)mine && counts.idle >= 0) {
      pid_t pid;
      int index = take_idle(run, &pid);
      if (index < 0) continue;
      free_record(&record);
      write_record(run, mine, &record);
      if (start.output >= 0) close(start.output);
      return (struct seat){(uint32_t)index, pid};
    }
  }
}

struct seat take_backend(struct run *run) {
  pid_t pid;
  lock_queue(run);
  int index = take_idle(run, &pid);
  struct seat seat = {(uint32_t)index, pid};
  if (index < 0) seat = wait_in_line(run);
  unlock_queue();
  return seat;
}

/* Nobody listens at that backend's socket: its entry goes. */
void drop_backend(struct run *run, struct seat seat) {
  struct record record;
  lock_queue(run);
  if (read_record(seat.index, &record) == 0 && record.pid == (uint32_t)seat.pid &&
      record.state == SERVING && record.partner == (uint32_t)run->pid) {
    free_record(&record);
    write_record(run, seat.index, &record);
  }
  unlock_queue();
}

/* The backend closed the connection without an answer. What becomes of its record says whether it
 * had begun, and how it died: its keeper notes that. */
enum outcome how_it_died(struct run *run, struct seat seat, int *status) {
  struct timespec step = {0, OBITUARY_STEP};
  int started = 1;
  for (uint64_t began = now(); now() - began < OBITUARY_LIMIT; nanosleep(&step, NULL)) {
    struct record record;
    lock_queue(run);
    int mine = read_record(seat.index, &record) == 0 && record.pid == (uint32_t)seat.pid &&
               record.partner == (uint32_t)run->pid &&
               (record.state == SERVING || record.state == DEAD);
    if (mine) started = record.started != 0;
    if (mine && (record.state == DEAD || record.started == 2)) {
      *status = (int)record.status;
      free_record(&record);
      write_record(run, seat.index, &record);
    }
    unlock_queue();
    if (!started) return drop_backend(run, seat), OUTCOME_NOT_STARTED;
    if (!mine) return OUTCOME_UNKNOWN;
    if (record.state == FREE) return OUTCOME_DIED;
  }
  return OUTCOME_UNKNOWN;
}

/* Sends a signal to the script, and to no other run: while the queue is locked, the backend can't
 * begin another. */
void signal_backend(struct run *run, struct seat seat, int signal) {
  struct record record;
  lock_queue(run);
  if (read_record(seat.index, &record) == 0 && record.pid == (uint32_t)seat.pid &&
      record.state == SERVING && record.partner == (uint32_t)run->pid)
    kill(seat.pid, signal);
  unlock_queue();
}
