/* speedy, the native frontend: finds an idle backend for the script, hands the request over, waits,
 * and ends exactly as the script ended. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "speedy.h"

enum { TRIES = 50 };

static const int forwarded[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};

static _Noreturn void die_by(int signal) {
  sigset_t one;
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); /* the backend has dumped its own */
  sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
  sigemptyset(&one);
  sigaddset(&one, signal);
  raise(signal);
  sigprocmask(SIG_UNBLOCK, &one, NULL);
  _exit(128 + signal);
}

static _Noreturn void end_as(int status) {
  if (WIFSIGNALED(status)) die_by(WTERMSIG(status));
  _exit(WEXITSTATUS(status));
}

/* From here on signals come as something to read; those that arrive go on to the script. */
static int take_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++) sigaddset(&set, forwarded[i]);
  sigprocmask(SIG_BLOCK, &set, NULL);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void forward_signals(struct run *run, struct seat seat, int signals) {
  struct signalfd_siginfo info;
  while (read(signals, &info, sizeof info) == sizeof info)
    signal_backend(run, seat, (int)info.ssi_signo);
}

/* The answer, or nothing if the backend died. Returns its size. */
static ssize_t await_answer(struct run *run, struct seat seat, int fd, int signals, int32_t *answer) {
  struct pollfd either[] = {{fd, POLLIN, 0}, {signals, POLLIN, 0}};
  for (;;) {
    if (poll(either, 2, -1) < 0) continue;
    if (either[1].revents) forward_signals(run, seat, signals);
    if (either[0].revents) return recv(fd, answer, REPLY_SIZE, MSG_WAITALL);
  }
}

/* The script has changed, its #! line perhaps as well: nothing that we know still holds. Each time,
 * a backend with the old code has left, so this comes to an end. */
static _Noreturn void start_over(char **argv) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execv("/proc/self/exe", argv);
  fail_errno(START, "/proc/self/exe");
}

int main(int argc, char **argv) {
  static struct run run;
  read_command_line(&run, argc, argv);
  if (run.off) run_interpreter(&run);
  run.pid = getpid();
  find_group(&run);
  int signals = -1;
  for (int tries = 0; tries < TRIES; tries++) {
    struct seat seat = take_backend(&run);
    int fd = send_request(&run, seat);
    if (fd < 0) {
      drop_backend(&run, seat);
      continue;
    }
    if (signals < 0) signals = take_signals();
    int32_t answer[2];
    int status = 0;
    if (await_answer(&run, seat, fd, signals, answer) == REPLY_SIZE) {
      if (answer[0] == REPLY_EXITED) _exit(answer[1]);
      start_over(argv);
    }
    close(fd);
    enum outcome outcome = how_it_died(&run, seat, &status);
    if (outcome == OUTCOME_DIED) end_as(status);
    if (outcome == OUTCOME_UNKNOWN) fail(DIED, run.script);
  }
  fail(START, run.script);
}
