/* Signals during a run go to the script; one that can't ends us, as it would end the script. */
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "queue.h"

enum { LEAVE_LIMIT = 100 }; /* milliseconds from leaving the queue to the answer */

static const int forwarded[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};

void die_by(int signal) {
  sigset_t one;
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); /* the backend has dumped its own */
  sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
  sigemptyset(&one);
  sigaddset(&one, signal);
  raise(signal);
  sigprocmask(SIG_UNBLOCK, &one, NULL);
  _exit(128 + signal);
}

/* From here on signals wait for watch_signals(). */
void hold_signals(struct run *run) {
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++) sigaddset(&set, forwarded[i]);
  sigprocmask(SIG_BLOCK, &set, &run->signals);
}

/* They come as something to read, those that wait included. What was blocked when we started stays
 * blocked. */
int watch_signals(const struct run *run) {
  static int signals = -1;
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++)
    if (!sigismember(&run->signals, forwarded[i])) sigaddset(&set, forwarded[i]);
  if (signals < 0) signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) fail_errno(REQUEST, "signals");
  return signals;
}

/* Those that came meanwhile do now what they do by default. */
void release_signals(struct run *run) { sigprocmask(SIG_SETMASK, &run->signals, NULL); }

/* While a signal is held, it comes even if it is ignored. */
static int is_ignored(int signal) {
  struct sigaction action;
  return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* The queue has lost our backend. One that leaves the queue by itself answers at once; while there
 * is no answer, the script runs in whoever is at the other end. */
static void signal_peer(struct connection connection, int signal) {
  struct pollfd answer = {connection.fd, POLLIN, 0};
  if (connection.peer > 0 && poll(&answer, 1, LEAVE_LIMIT) == 0) kill(connection.peer, signal);
}

/* To the script, and to no other run: while the queue is locked, the backend can't begin another. */
static void forward(struct run *run, struct seat seat, struct connection connection, int signal) {
  struct record record;
  relock_queue(run);
  int known = read_record(seat.index, &record) == 0 && record.pid == (uint32_t)seat.pid;
  int serving = known && is_serving(run, seat, &record);
  if (serving && record.started) kill(seat.pid, signal);
  unlock_queue();
  if (serving && !record.started && signal != SIGWINCH) die_by(signal);
  if (!known) signal_peer(connection, signal);
}

void forward_signals(struct run *run, struct seat seat, struct connection connection, int signals) {
  struct signalfd_siginfo info;
  while (read(signals, &info, sizeof info) == sizeof info)
    if (!is_ignored((int)info.ssi_signo)) forward(run, seat, connection, (int)info.ssi_signo);
}
