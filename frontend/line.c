/* Takes a backend; where none is idle, waits in line until one calls us. */
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "queue.h"

struct line {
  uint32_t mine;  /* our record */
  uint64_t began; /* keeps our place, should we have to join again */
  uint64_t look;  /* how long to sleep until we look by ourselves */
  struct launch launch;
};

/* The wake-up ends a sleep, and nothing but a sleep. */
struct wake_up {
  sigset_t mask, asleep;
  struct sigaction action;
};

static void woken(int signal) { (void)signal; }

static struct wake_up expect_wake_up(const struct run *run) {
  struct wake_up before;
  sigset_t wake;
  sigemptyset(&wake);
  sigaddset(&wake, SIGURG);
  sigprocmask(SIG_BLOCK, &wake, &before.mask);
  sigaction(SIGURG, &(struct sigaction){.sa_handler = woken}, &before.action);
  before.asleep = run->signals;
  sigdelset(&before.asleep, SIGURG);
  return before;
}

static void expect_no_wake_up(const struct wake_up *before) {
  sigaction(SIGURG, &before->action, NULL);
  sigprocmask(SIG_SETMASK, &before->mask, NULL);
}

/* Sleeps until somebody wakes us, our backend says something, or it is time to look. */
static void sleep_in_line(struct line *line, const struct wake_up *wake_up) {
  struct pollfd output = {.fd = line->launch.output, .events = POLLIN};
  struct timespec wait = {(time_t)(line->look / SECOND), (long)(line->look % SECOND)};
  if (ppoll(&output, 1, &wait, &wake_up->asleep) > 0) hear(&line->launch);
  if (line->look < SLOWEST_LOOK) line->look *= 2;
}

static void join(struct run *run, struct line *line) {
  struct record record = {.state = WAITING, .pid = (uint32_t)run->pid, .since = line->began};
  line->mine = add_record(run, record);
}

/* A record that somebody scribbled over isn't ours. */
static int read_mine(const struct run *run, const struct line *line, struct record *record) {
  return read_record(line->mine, record) == 0 && record->pid == (uint32_t)run->pid &&
         (record->state == WAITING || record->state == CALLED);
}

/* Somebody has called us. Returns 0 if that backend isn't there any more. */
static int answer_call(struct run *run, struct line *line, uint32_t index, struct seat *seat) {
  struct record record;
  free_record(run, line->mine);
  if (read_record(index, &record) < 0) return 0;
  *seat = (struct seat){index, (pid_t)record.pid};
  return is_serving(run, *seat, &record);
}

/* Back into line, at our old place. */
static struct counts join_again(struct run *run, struct line *line) {
  struct counts counts = survey(run, NO_INDEX);
  join(run, line);
  return counts;
}

/* We have taken a backend ourselves; one that calls us has counted us off itself. */
static void leave_line(struct run *run, const struct line *line) {
  free_record(run, line->mine);
  queue.near.header.waiting--;
  write_header(run);
}

/* One look at the queue. Returns whether we have a seat. */
static int look(struct run *run, struct line *line, struct counts *counts, struct seat *seat) {
  struct record record;
  if (is_over(&line->launch)) finish_launch(run, &line->launch);
  int ours = read_mine(run, line, &record);
  if (ours && record.state == CALLED) {
    if (answer_call(run, line, record.partner, seat)) return 1;
    ours = 0;
  }
  *counts = ours ? survey(run, (int)line->mine) : join_again(run, line);
  give_up_without_hope(run, &line->launch, counts);
  if (counts->first_waiting != (int)line->mine || !take_idle(run, seat)) return 0;
  leave_line(run, line);
  return 1;
}

/* Until we are served; starts a backend where one is due. */
static struct seat stay_in_line(struct run *run, struct line *line, struct counts counts) {
  struct seat seat;
  struct wake_up wake_up = expect_wake_up(run);
  do {
    uint64_t waited = now() - line->began;
    if (!call_parent(&counts, waited) && may_launch(run, &line->launch, &counts, waited))
      launch_backend(run, &line->launch);
    unlock_queue();
    sleep_in_line(line, &wake_up);
    lock_queue(run);
  } while (!look(run, line, &counts, &seat));
  leave_launch(run, &line->launch);
  expect_no_wake_up(&wake_up);
  return seat;
}

/* With the queue locked before and after. A signal that ends us here leaves records that others
 * mend: nothing has run yet. */
static struct seat wait_in_line(struct run *run) {
  struct line line = {.began = now(), .look = FIRST_LOOK};
  struct seat seat;
  struct counts counts = survey(run, NO_INDEX);
  if (counts.first_waiting < 0 && take_idle(run, &seat)) return seat; /* it was only mended */
  line.launch.index = NO_INDEX;
  line.launch.output = -1;
  join(run, &line);
  return stay_in_line(run, &line, counts);
}

struct seat take_backend(struct run *run) {
  struct seat seat;
  lock_queue(run);
  if (!take_idle(run, &seat)) seat = wait_in_line(run);
  unlock_queue();
  return seat;
}
