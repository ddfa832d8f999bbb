/* Signals during a run go to the script; one that can't ends us, as it would end the script. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "queue.h"

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

/* From here on signals come as something to read. What was blocked when we started stays blocked. */
int hold_signals(struct run *run) {
  static int signals = -1;
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++) sigaddset(&set, forwarded[i]);
  sigprocmask(SIG_BLOCK, &set, &run->signals);
  for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++)
    if (sigismember(&run->signals, forwarded[i])) sigdelset(&set, forwarded[i]);
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

/* To the script, and to no other run: while the queue is locked, the backend can't begin another. */
static void forward(struct run *run, struct seat seat, int signal) {
  struct record record;
  lock_queue(run);
  int serving = read_record(seat.index, &record) == 0 && is_serving(run, seat, &record);
  if (serving && record.started) kill(seat.pid, signal);
  unlock_queue();
  if (serving && !record.started && signal != SIGWINCH) die_by(signal);
}

void forward_signals(struct run *run, struct seat seat, int signals) {
  struct signalfd_siginfo info;
  while (read(signals, &info, sizeof info) == sizeof info)
    if (!is_ignored((int)info.ssi_signo)) forward(run, seat, (int)info.ssi_signo);
}
