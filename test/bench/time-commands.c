/* Times commands without getting in their way: a Node.js parent needs milliseconds for a spawn,
   and what is measured here takes less than one.

   time-commands interleave STATUS ROUNDS PAUSE_MS command [::: command]...
       each command once a round, in turn; a line a round: "nanoseconds:bytes" for each command
   time-commands throughput STATUS CALLERS MS command [::: command]...
       CALLERS processes at once run it for MS ms; one line: runs per second of each command
   time-commands burst STATUS CALLERS command
       CALLERS processes run it once each, at once; their output, then the nanoseconds until the last

   A run is pipe, fork (not posix_spawn), exec, reading standard output and error (one pipe) to its
   end, and wait: what a shell or a web server does. Every run must exit with STATUS, else all ends.
   Paths of commands are absolute: nothing is searched for. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_COMMANDS = 16, KEPT_OUTPUT = 2048, READ_SIZE = 65536, SILENCE_MS = 60000 };

static char **commands[MOST_COMMANDS];
static int command_count;
static int wanted_status;

/* What a run put out: how much, and its start for messages and bursts. */
struct output {
  uint64_t bytes;
  size_t kept;
  char text[KEPT_OUTPUT];
};

static void die(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("time-commands: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  exit(1);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void keep(struct output *out, const char *data, size_t size) {
  size_t room = sizeof out->text - out->kept;
  size_t kept = size < room ? size : room;
  memcpy(out->text + out->kept, data, kept);
  out->kept += kept;
  out->bytes += size;
}

static void drain(int fd, const char *name, struct output *out) {
  static char buffer[READ_SIZE];
  struct pollfd readable = {.fd = fd, .events = POLLIN};
  out->bytes = out->kept = 0;
  for (;;) {
    if (poll(&readable, 1, SILENCE_MS) == 0) die("%s: silent for %d ms", name, SILENCE_MS);
    ssize_t size = read(fd, buffer, sizeof buffer);
    if (size == 0) return;
    if (size < 0) die("%s: read: %s", name, strerror(errno));
    keep(out, buffer, (size_t)size);
  }
}

static void become(char **command, int out) {
  dup2(out, 1);
  dup2(out, 2);
  execv(command[0], command);
  dprintf(2, "exec: %s\n", strerror(errno));
  _exit(127);
}

static void check(int status, char **command, const struct output *out) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == wanted_status) return;
  const char *last = command[0];
  for (char **arg = command; *arg != NULL; arg++) last = *arg;
  die("%s ... %s: %s %d, expected status %d; it said: %.*s", command[0], last,
      WIFSIGNALED(status) ? "signal" : "status",
      WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), wanted_status, (int)out->kept,
      out->text);
}

static void run(char **command, struct output *out) {
  int ends[2], status;
  if (pipe2(ends, O_CLOEXEC) < 0) die("pipe: %s", strerror(errno));
  pid_t pid = fork();
  if (pid < 0) die("fork: %s", strerror(errno));
  if (pid == 0) become(command, ends[1]);
  close(ends[1]);
  drain(ends[0], command[0], out);
  close(ends[0]);
  if (waitpid(pid, &status, 0) < 0) die("wait: %s", strerror(errno));
  check(status, command, out);
}

static void interleave(int rounds, int pause_ms) {
  static struct output out;
  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < command_count; i++) {
      if (pause_ms > 0) usleep((useconds_t)pause_ms * 1000);
      uint64_t start = now();
      run(commands[i], &out);
      uint64_t took = now() - start;
      printf("%llu:%llu ", (unsigned long long)took, (unsigned long long)out.bytes);
    }
    putchar('\n');
  }
}

/* What the callers know of each other. */
struct shared {
  uint64_t until; /* no run starts after it */
  int runs;
};

typedef void work(char **command, struct shared *shared);

static void wait_at_gate(const int gate[2]) {
  char none;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  close(gate[1]);
  if (read(gate[0], &none, 1) != 0) _exit(1);
  close(gate[0]);
}

static void fork_callers(int callers, const int gate[2], work *work, char **command,
                         struct shared *shared) {
  fflush(stdout); /* or each caller would say it again */
  for (int i = 0; i < callers; i++) {
    pid_t pid = fork();
    if (pid < 0) die("fork: %s", strerror(errno));
    if (pid > 0) continue;
    wait_at_gate(gate);
    work(command, shared);
    exit(0);
  }
}

static void wait_for(int callers) {
  int status, failed = 0;
  for (int i = 0; i < callers; i++)
    if (wait(&status) < 0 || status != 0) failed = 1;
  if (failed) exit(1); /* the caller has said why */
}

/* The callers begin together, when the pipe that they read from is closed; ns until the last. */
static uint64_t with_callers(int callers, uint64_t ns, work *work, char **command,
                             struct shared *shared) {
  int gate[2];
  if (pipe2(gate, O_CLOEXEC) < 0) die("pipe: %s", strerror(errno));
  fork_callers(callers, gate, work, command, shared);
  uint64_t start = now();
  shared->until = start + ns;
  close(gate[1]);
  close(gate[0]);
  wait_for(callers);
  return now() - start;
}

static void run_for_a_while(char **command, struct shared *shared) {
  static struct output out;
  while (now() < shared->until) {
    run(command, &out);
    __atomic_fetch_add(&shared->runs, 1, __ATOMIC_RELAXED);
  }
}

/* The output goes out in one write, so that those of several callers don't mix. */
static void run_and_show(char **command, struct shared *shared) {
  static struct output out;
  (void)shared;
  run(command, &out);
  if (write(1, out.text, out.kept) != (ssize_t)out.kept) die("write: %s", strerror(errno));
}

static void throughput(int callers, int ms) {
  size_t size = sizeof(struct shared);
  struct shared *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) die("mmap: %s", strerror(errno));
  for (int i = 0; i < command_count; i++) {
    shared->runs = 0;
    uint64_t took = with_callers(callers, ms * 1000000ull, run_for_a_while, commands[i], shared);
    printf("%.1f ", shared->runs * 1e9 / (double)took);
  }
  putchar('\n');
}

static void burst(int callers) {
  struct shared unused;
  uint64_t took = with_callers(callers, 0, run_and_show, commands[0], &unused);
  printf("%llu\n", (unsigned long long)took);
}

static void split(char **args) {
  commands[command_count++] = args;
  for (; *args != NULL; args++) {
    if (strcmp(*args, ":::") != 0) continue;
    *args = NULL;
    if (command_count == MOST_COMMANDS) die("more than %d commands", MOST_COMMANDS);
    commands[command_count++] = args + 1;
  }
}

int main(int argc, char **argv) {
  int is_burst = argc > 1 && strcmp(argv[1], "burst") == 0;
  int numbers = is_burst ? 2 : 3;
  if (argc < 3 + numbers) die("usage: interleave | throughput | burst, numbers, commands");
  int *number = (int[]){atoi(argv[2]), atoi(argv[3]), atoi(argv[4])};
  int null = open("/dev/null", O_RDONLY);
  if (null < 0 || dup2(null, 0) < 0) die("/dev/null: %s", strerror(errno));
  if (null > 0) close(null);
  wanted_status = number[0];
  split(argv + 2 + numbers);
  if (is_burst) burst(number[1]);
  else if (strcmp(argv[1], "throughput") == 0) throughput(number[1], number[2]);
  else interleave(number[1], number[2]);
  return 0;
}
