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

/* Does what a plain process does by default, which is nothing where no shell could continue it. With
 * both signals blocked; leaves SIGCONT to be read, once, whether or not somebody has sent it. */
void stop(const struct run *run) {
  sigset_t one, pending;
  sigpending(&pending);
  if (sigismember(&pending, SIGCONT)) return; /* it came after the one that stops us */
  sigemptyset(&one);
  sigaddset(&one, SIGTSTP);
  kill(run->pid, SIGTSTP);
  sigprocmask(SIG_UNBLOCK, &one, NULL); /* here we stop */
  sigprocmask(SIG_BLOCK, &one, NULL);
  kill(run->pid, SIGCONT);
}
