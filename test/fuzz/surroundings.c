/* Stands in for what would end the process, start another, or reach others. `kill` and `_exit` are
 * macros here: in all that is fuzzed, they are these. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../frontend/queue.h"
#include "fuzz.h"

jmp_buf failed;

void expect(int is_true, const char *what) {
  if (is_true) return;
  fprintf(stderr, "not so: %s\n", what);
  abort();
}

_Noreturn void fail(enum failure failure, const char *what) {
  (void)failure;
  expect(what != NULL, "a failure says what it is about");
  longjmp(failed, 1);
}

void fail_errno(enum failure failure, const char *what) { fail(failure, what); }

void fail_because(enum failure failure, const char *what, const char *why) {
  expect(why != NULL, "a failure says why");
  fail(failure, what);
}

_Noreturn void _exit(int status) {
  (void)status;
  longjmp(failed, 1);
}

/* Half of all processes are there: so it is up to the fuzzer. */
int is_alive(pid_t pid, uint64_t pid_start, uint64_t since) {
  (void)pid_start;
  (void)since;
  return pid > 0 && pid % 2;
}

uint64_t start_of(pid_t pid) { return is_alive(pid, 0, 0) ? 1 : 0; }

uint64_t boot_hash(void) { return 1; }

/* Numbers below 1 are for many processes. */
int kill(pid_t pid, int signal) {
  (void)signal;
  expect(pid > 0, "a signal is for one process");
  if (pid % 2) return 0;
  errno = ESRCH;
  return -1;
}

static char directory[] = "/dev/shm/speedy-fuzz.XXXXXX";

static void remove_all(void) {
  char command[sizeof directory + 16];
  snprintf(command, sizeof command, "rm -rf '%s'", directory);
  if (system(command) != 0) perror(directory);
}

const char *temporary(void) {
  static int made;
  if (made++) return directory;
  if (!mkdtemp(directory)) abort();
  atexit(remove_all);
  return directory;
}

const char *backend_program(const struct run *run) {
  (void)run;
  return "speedy_backend";
}

int start_backend(struct run *run, uint32_t index, pid_t *keeper) {
  (void)run;
  (void)index;
  *keeper = 3;
  return -1;
}
