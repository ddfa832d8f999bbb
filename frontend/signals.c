/* Signals during a run go to the script; one that can't ends us, as it would end the script. */
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "queue.h"

enum { LEAVE_LIMIT = 100 }; /* milliseconds from leaving the queue to the answer */

/* All that a script can handle, but for those that tell of a fault of ours, what we use ourselves
 * (URG), and what is no business of the script's (CHLD, PIPE, TTIN, TTOU, XFSZ). */
static const int forwarded[] = {
    SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGUSR1,   SIGUSR2, SIGWINCH,  SIGTSTP, SIGCONT,
    SIGALRM, SIGABRT, SIGXCPU, SIGPROF, SIGVTALRM, SIGIO,   SIGSTKFLT, SIGPWR,
};

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

/* From here on signals wait for watch_signals(), or for a sleep in line: nothing ends or stops us while
 * we hold the queue's lock. Nor does the limit on a file's size: that write fails, and we say so. */
void hold_signals(struct run *run) {
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++) sigaddset(&set, forwarded[i]);
  sigaddset(&set, SIGXFSZ);
  sigprocmask(SIG_BLOCK, &set, &run->signals);
}

static sigset_t others; /* all that we watch but TSTP */

/* Returns what is readable when one has come, those that wait included, or -1 where there are no
 * descriptors left. What was blocked when we started stays blocked, but for CONT: it acts on a blocked
 * process, too. */
int watch_signals(const struct run *run) {
  static int signals = -1;
  if (signals >= 0) return signals;
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++)
    if (forwarded[i] == SIGCONT || !sigismember(&run->signals, forwarded[i]))
      sigaddset(&set, forwarded[i]);
  others = set;
  sigdelset(&others, SIGTSTP);
  return signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Those that came meanwhile do now what they do by default. */
void release_signals(struct run *run) { sigprocmask(SIG_SETMASK, &run->signals, NULL); }

/* While a signal is held, it comes even if it is ignored. */
static int is_ignored(int signal) {
  struct sigaction action;
  return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* Those that a Perl script is to find ignored: bit n - 1 for signal n. Node.js sets them back itself. */
uint32_t ignored_signals(const struct run *run) {
  static const unsigned char ignorable[] = {IGNORABLE_SIGNALS};
  uint32_t ignored = 0;
  if (strcmp(run->value[OPTION_INTERPRETER], "perl") != 0) return 0;
  for (size_t i = 0; i < sizeof ignorable; i++)
    if (is_ignored(ignorable[i])) ignored |= 1u << (ignorable[i] - 1);
  return ignored;
}

/* Those that a terminal sends to all in its foreground: the backend's children are not in ours. */
static int is_from_terminal(int signal, int code) {
  if (code != SI_KERNEL) return 0;
  switch (signal) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGTSTP:
    case SIGWINCH: return 1;
    default: return 0;
  }
}

struct message {
  int signal;
  int to_group; /* of the backend: its children, too */
};

static void send_to(pid_t pid, struct message message) {
  if (!message.to_group || kill(-pid, message.signal) < 0) kill(pid, message.signal);
}

/* The queue has lost our backend. One that leaves the queue by itself answers at once; while there
 * is no answer, the script runs in whoever is at the other end. */
static void send_to_peer(struct connection connection, struct message message) {
  struct pollfd answer = {connection.fd, POLLIN, 0};
  if (connection.peer > 0 && poll(&answer, 1, LEAVE_LIMIT) == 0) send_to(connection.peer, message);
}

/* What the signal does to us while the script has not begun, or where it doesn't handle it. */
static void act_by_default(const struct run *run, int signal) {
  if (signal == SIGTSTP) kill(run->pid, SIGTSTP);
  if (signal == SIGSTOP || signal == SIGTSTP) stop(run);
  else if (signal != SIGWINCH && signal != SIGCONT) die_by(signal);
}

/* To the script, and to no other run: while the queue is locked, the backend can't begin another. */
static void forward(struct run *run, struct seat seat, struct connection connection,
                    struct message message) {
  struct record record;
  relock_queue(run);
  int known = read_record(seat.index, &record) == 0 && record.pid == (uint32_t)seat.pid &&
              record.state != FREE;
  int serving = known && is_serving(run, seat, &record);
  if (serving && record.started) {
    send_to(seat.pid, message);
    if (message.signal == SIGSTOP) await_stop(seat.pid);
  }
  unlock_queue();
  if (!known) send_to_peer(connection, message);
  if (message.signal == SIGSTOP || (serving && !record.started)) act_by_default(run, message.signal);
}

static int group_is_stopped;

/* A stop that the script doesn't handle would not stop a backend: it has no shell to continue it. It
 * waits while we send another, so that a SIGCONT from here on takes it away. */
static void forward_stop(struct run *run, struct seat seat, struct connection connection) {
  siginfo_t info;
  struct message message = {SIGSTOP, is_foreground()};
  int is_handled = is_ignored(SIGTSTP) || catches(seat.pid, SIGTSTP);
  if (!is_handled) group_is_stopped = message.to_group;
  else if (!take_stop(&info) || is_ignored(SIGTSTP)) return;
  else message = (struct message){SIGTSTP, is_from_terminal(SIGTSTP, info.si_code)};
  forward(run, seat, connection, message);
}

void forward_signals(struct run *run, struct seat seat, struct connection connection) {
  siginfo_t info;
  for (int signal; (signal = sigtimedwait(&others, &info, &(struct timespec){0, 0})) > 0;) {
    struct message message = {signal, is_from_terminal(signal, info.si_code)};
    if (signal == SIGCONT) {
      message.to_group = group_is_stopped;
      group_is_stopped = 0;
    } else if (is_ignored(signal)) {
      continue;
    }
    forward(run, seat, connection, message);
  }
  if (stop_waits() && !sigismember(&run->signals, SIGTSTP)) forward_stop(run, seat, connection);
}
