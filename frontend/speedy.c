/* speedy, the native frontend: finds an idle backend for the script, hands the request over, waits,
 * and ends exactly as the script ended. */
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "queue.h"
#include "relay.h"

enum {
  TRIES = 50,
  SHORT_RUN = 5, /* milliseconds: a run that ends in this time needs nothing made for signals */
  SIGNAL_STEP = 100, /* milliseconds: where there is no descriptor for them, they are looked for */
  LOOK = 1000, /* milliseconds: what a Perl script has forked may hold the connection behind its death */
};

/* How the wait for an answer ends: CLOSED where the backend died. */
enum end { ANSWERED, CLOSED, ABANDONED };

static _Noreturn void end_as(int status) {
  if (WIFSIGNALED(status)) die_by(WTERMSIG(status));
  _exit(WEXITSTATUS(status));
}

struct watch {
  uint64_t began;
  int is_taken; /* the backend has had its time to take the request */
  int is_over;  /* MaxRunTime is, and somebody sees to that */
  uint64_t looked; /* when we looked for the backend: 0 if that isn't needed */
  int follows;  /* the script has called exec: what it has become is waited for */
};

/* In milliseconds. */
static int until(uint64_t end, uint64_t time) {
  uint64_t left = time < end ? (end - time) / 1000000 + 1 : 0;
  return left < INT32_MAX ? (int)left : INT32_MAX;
}

/* How long to wait at most, in milliseconds; -1 for ever. */
static int patience(const struct run *run, const struct watch *watch, uint64_t time) {
  uint64_t run_time = watch->is_over ? 0 : run->number[OPTION_MAX_RUN_TIME];
  int over = run_time ? until(watch->began + run_time * SECOND, time) : -1;
  int taken = watch->is_taken ? -1 : until(watch->began + TAKE_LIMIT, time);
  return taken < 0 || (over >= 0 && over < taken) ? over : taken;
}

/* Returns whether the backend hasn't taken the request in time, and never will. */
static int look_at_time(struct run *run, struct seat seat, struct watch *watch, uint64_t time) {
  uint64_t passed = time - watch->began, run_time = run->number[OPTION_MAX_RUN_TIME];
  if (!watch->is_taken && passed >= TAKE_LIMIT) {
    if (abandon_backend(run, seat)) return 1;
    watch->is_taken = 1;
  }
  if (watch->is_over || !run_time || passed < run_time * SECOND) return 0;
  watch->is_over = 1;
  start_overtime(run, seat);
  return 0;
}

/* Returns whether the backend is dead, though the connection may not tell. */
static int has_gone(struct seat seat, struct watch *watch, uint64_t time) {
  if (!watch->looked || watch->follows || time - watch->looked < LOOK * (uint64_t)1000000) return 0;
  watch->looked = time;
  return start_of(seat.pid) == 0;
}

/* Waits as long as the script runs, but not for ever for a backend that doesn't take the request. */
static enum end await_answer(struct run *run, struct seat seat, struct connection connection,
                             int32_t *answer) {
  struct pollfd fd[2 + RELAY_ENDS] = {{connection.fd, POLLIN, 0}, {-1, POLLIN, 0}};
  nfds_t relayed = (nfds_t)watch_relay(fd + 2);
  struct watch watch = {0};
  if (relayed || poll(fd, 1, SHORT_RUN) <= 0) fd[1].fd = watch_signals(run);
  for (;;) {
    if (fd[0].revents) {
      if (recv(connection.fd, answer, REPLY_SIZE, MSG_DONTWAIT) != REPLY_SIZE) {
        if (watch.follows || !follow_program(run, seat, connection)) return CLOSED;
        watch.follows = 1;
      } else if (answer[0] != REPLY_RUN_TIME) {
        return ANSWERED;
      } else {
        run->number[OPTION_MAX_RUN_TIME] = (uint32_t)answer[1];
      }
      fd[0].revents = 0;
    }
    if (fd[1].fd < 0) fd[1].fd = watch_signals(run);
    uint64_t time = now();
    if (!watch.began) {
      watch.began = time;
      if (strcmp(run->value[OPTION_INTERPRETER], "perl") == 0) watch.looked = time;
    }
    if (look_at_time(run, seat, &watch, time)) return ABANDONED;
    if (has_gone(seat, &watch, time)) {
      fd[0].revents = POLLIN; /* an answer, perhaps */
      continue;
    }
    int limit = patience(run, &watch, time);
    if (watch.looked && !watch.follows && (limit < 0 || limit > LOOK)) limit = LOOK;
    if (fd[1].fd < 0 && (limit < 0 || limit > SIGNAL_STEP)) limit = SIGNAL_STEP;
    int ready = poll(fd, 2 + relayed, limit);
    if (fd[1].fd < 0 || (ready > 0 && fd[1].revents)) forward_signals(run, seat, connection);
    if (ready > 0) move_relay(fd + 2);
    watch_relay(fd + 2);
  }
}

/* The script has changed, its #! line perhaps as well: nothing that we know still holds. Each time,
 * a backend with the old code has left, so this comes to an end. */
static _Noreturn void start_over(struct run *run, char **argv) {
  umask(run->umask);
  release_signals(run);
  restart_relay(run);
  execv("/proc/self/exe", argv);
  fail_errno(START, "/proc/self/exe");
}

/* Ends as the script ended; returns if nothing has run. */
static void serve(struct run *run, struct seat seat, struct connection connection, char **argv) {
  int32_t answer[2];
  int status = 0;
  enum end end = await_answer(run, seat, connection, answer);
  if (end == ANSWERED && answer[0] != REPLY_EXITED) start_over(run, argv);
  if (end == ANSWERED) finish_relay(run);
  if (end == ANSWERED) _exit(answer[1]);
  close(connection.fd);
  if (end == ABANDONED) return;
  enum outcome outcome = how_it_died(run, seat, &status);
  if (outcome == OUTCOME_NOT_STARTED) return;
  finish_relay(run);
  if (outcome == OUTCOME_DIED) end_as(status);
  fail(DIED, run->script);
}

int main(int argc, char **argv) {
  static struct run run;
  refuse_set_id();
  read_command_line(&run, argc, argv);
  if (run.administers) run_instead(installed_program(), "--admin", argc, argv);
  if (run.check) run_instead(backend_program(&run), "--check", argc, argv);
  if (run.off) run_interpreter(&run);
  run.pid = gettid(); /* the same, with one thread, and musl knows it without a call */
  run.umask = umask(077); /* what we make is ours alone */
  find_group(&run);
  build_request(&run);
  open_relay(&run);
  for (int tries = 0; tries < TRIES; tries++) {
    hold_signals(&run);
    struct seat seat = take_backend(&run);
    struct connection connection;
    if (send_request(&run, seat, &connection) == 0) serve(&run, seat, connection, argv);
    drop_backend(&run, seat);
    release_signals(&run);
  }
  fail_because(START, run.script, "one after the other went away before it began");
}
