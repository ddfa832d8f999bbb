/* Ctrl-Z: a stop of this process stops the script with it. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "speedy.h"

enum {
  STOP_LIMIT = 5000, /* milliseconds: on a busy machine, it must have its turn first */
  STOP_STEP = 1,
  STATUS_SIZE = 4096,
};

/* What proc(5) tells of a process: empty if it is gone. */
static void read_status(pid_t pid, char *text) {
  char path[32] = "/proc/";
  strcpy(put_decimal(path + 6, (unsigned long)pid), "/status");
  int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? 0 : read(fd, text, STATUS_SIZE - 1);
  close(fd);
  text[length > 0 ? length : 0] = 0;
}

/* Whether a process has a handler for a signal. */
int catches(pid_t pid, int signal) {
  char text[STATUS_SIZE];
  read_status(pid, text);
  char *caught = strstr(text, "\nSigCgt:");
  return caught && strtoull(caught + sizeof "\nSigCgt:", NULL, 16) >> (signal - 1) & 1;
}

static int still_runs(pid_t pid) {
  char text[STATUS_SIZE];
  read_status(pid, text);
  char *state = strstr(text, "\nState:\t");
  return state && strchr("RS", state[sizeof "\nState:\t" - 1]);
}

/* Until a process to which SIGSTOP was sent has stopped: one that is in a call of the kernel stops at
 * its end. If that is the flock() for which it has waited, everybody else would wait for it. */
void await_stop(pid_t pid) {
  for (int waited = 0; waited < STOP_LIMIT && still_runs(pid); waited += STOP_STEP)
    poll(NULL, 0, STOP_STEP);
}

/* Whether what is typed at the terminal, Ctrl-Z, acts on us. */
int is_foreground(void) {
  int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
  pid_t group = terminal < 0 ? -1 : tcgetpgrp(terminal);
  close(terminal);
  return group == getpgrp();
}

static sigset_t only_stops(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  return set;
}

int stop_waits(void) {
  sigset_t set;
  return sigpending(&set) == 0 && sigismember(&set, SIGTSTP);
}

/* Returns 0 if a SIGCONT has taken it away meanwhile. */
int take_stop(siginfo_t *info) {
  sigset_t stops = only_stops();
  return sigtimedwait(&stops, info, &(struct timespec){0, 0}) == SIGTSTP;
}

/* Lets the SIGTSTP that waits do what it does by default, which is nothing where no shell could
 * continue us, or where a SIGCONT has taken it away: the kernel knows which of them came last. Leaves
 * SIGCONT to be read, once, whether or not somebody has sent it. */
void stop(const struct run *run) {
  sigset_t stops = only_stops();
  sigprocmask(SIG_UNBLOCK, &stops, NULL); /* here we stop */
  kill(run->pid, SIGCONT);
  sigprocmask(SIG_BLOCK, &stops, NULL); /* not before: a SIGCONT takes a stop away that waits */
}
