/* Ctrl-Z: a stop of this process stops the script with it. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "speedy.h"

/* Whether a process has a handler for a signal, as proc(5) tells. */
int catches(pid_t pid, int signal) {
  char path[32] = "/proc/", text[4096];
  strcpy(put_decimal(path + 6, (unsigned long)pid), "/status");
  int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
  close(fd);
  text[length > 0 ? length : 0] = 0;
  char *caught = strstr(text, "\nSigCgt:");
  return caught && strtoull(caught + sizeof "\nSigCgt:", NULL, 16) >> (signal - 1) & 1;
}

static volatile sig_atomic_t continued;

static void note_continue(int signal) {
  (void)signal;
  continued = 1;
}

/* Does what a plain process does by default, which is nothing where no shell could continue it, or
 * where somebody has continued us since the signal. With both signals blocked; leaves SIGCONT to be
 * read, once, whether or not somebody has sent it. */
void stop(const struct run *run) {
  sigset_t stops, continues;
  struct sigaction action = {.sa_handler = note_continue, .sa_flags = SA_RESTART}, before;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTSTP);
  sigemptyset(&continues);
  sigaddset(&continues, SIGCONT);
  sigaction(SIGCONT, &action, &before);
  continued = 0;
  sigprocmask(SIG_UNBLOCK, &continues, NULL);
  kill(run->pid, SIGTSTP);
  /* One that came before has been noted; one that comes from here on takes the stop away. Only one
   * that the kernel gets while it is in kill() itself is lost. */
  if (continued) kill(run->pid, SIGCONT);
  sigprocmask(SIG_UNBLOCK, &stops, NULL); /* here we stop */
  sigprocmask(SIG_BLOCK, &continues, NULL);
  sigaction(SIGCONT, &before, NULL);
  kill(run->pid, SIGCONT);
  sigprocmask(SIG_BLOCK, &stops, NULL); /* not before: a SIGCONT takes a stop away that waits */
}
