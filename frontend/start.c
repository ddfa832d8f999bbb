/* Starts a backend: a process of its own session, with none of our descriptors, and of the
 * environment only what shapes it, so that nothing of this request stays in it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "speedy.h"

extern char **environ;

enum { LAST_INHERITED = 65536 };

static const char *const passed_names[] = {PASSED_VARIABLES};
static const enum option_id told[] = {VALUE_OPTIONS};

/* The installed backend program stands beside this one. */
const char *installed_program(void) {
  static const char name[] = "speedy_backend";
  char *path = malloc(PATH_MAX + sizeof name);
  ssize_t length = path ? readlink("/proc/self/exe", path, PATH_MAX) : -1;
  if (length < 0) fail_errno(START, "/proc/self/exe");
  path[length] = 0;
  char *slash = strrchr(path, '/');
  strcpy(slash ? slash + 1 : path, name);
  return path;
}

const char *backend_program(const struct run *run) {
  const char *chosen = run->value[OPTION_BACKEND_PROG];
  return chosen[0] ? chosen : installed_program();
}

static char **backend_environment(struct run *run) {
  static char *environment[START_VARIABLE_COUNT + sizeof passed_names / sizeof *passed_names + 1];
  int count = 0;
  for (int i = 0; i < START_VARIABLE_COUNT; i++)
    if (run->start_variable[i]) environment[count++] = (char *)run->start_variable[i];
  for (size_t i = 0; i < sizeof passed_names / sizeof *passed_names; i++) {
    char *value = getenv(passed_names[i]);
    if (value) environment[count++] = value - strlen(passed_names[i]) - 1;
  }
  return environment;
}

void close_from(unsigned first) {
  if (syscall(SYS_close_range, first, ~0u, 0u) == 0) return;
  for (unsigned fd = first; fd < LAST_INHERITED; fd++) close((int)fd); /* before Linux 5.9 */
}

/* As for a process that nobody has touched yet: the web server may have ignored some. */
static void reset_signals(void) {
  sigset_t none;
  for (int signal = 1; signal < NSIG; signal++)
    sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void say_why(const char *program) {
  const char *part[] = {"speedy: start a backend: cannot spawn ", program, ": ", strerror(errno), "\n"};
  for (int i = 0; i < 5; i++)
    if (write(2, part[i], strlen(part[i])) < 0) break;
  _exit(125);
}

/* What it says goes to output, or to nobody if that is -1. All else is closed first: there may be no
 * descriptors left, and what we got from whoever started us doesn't close by itself. */
static _Noreturn void become_backend(struct run *run, char **argv, int output) {
  setsid();
  output < 0 ? close(2) : dup2(output, 2);
  close_from(3);
  int null = openat(AT_FDCWD, "/dev/null", O_RDWR);
  if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0) say_why("/dev/null");
  if (output < 0) dup2(null, 2);
  if (null > 2) close(null);
  if (chdir("/") < 0) say_why("/");
  char **environment = backend_environment(run);
  reset_signals();
  execve(argv[0], argv, environment);
  say_why(argv[0]);
}

static const char *queue_path(const struct run *run) {
  static char queue[sizeof run->path + sizeof "/queue"];
  strcpy(stpcpy(queue, run->path), "/queue");
  return queue;
}

/* What the backend program gets: [interpreter options] -- queue record, the options' values, and
 * [checking] */
static void list_arguments(struct run *run, uint32_t index, char **argv) {
  static char place[12];
  *argv++ = (char *)backend_program(run);
  for (int i = 0; i < run->interpreter_count; i++) *argv++ = (char *)run->interpreter[i];
  *argv++ = "--";
  *argv++ = (char *)queue_path(run);
  put_decimal(place, index);
  *argv++ = place;
  for (size_t i = 0; i < sizeof told / sizeof *told; i++) *argv++ = (char *)run->value[told[i]];
  *argv++ = (char *)run->checking;
  *argv = NULL;
}

/* Returns the reading end of what the backend says until it is ready. Its keeper is our child:
 * nobody here waits for it, so that the kernel is told to leave no zombie of it. */
int start_backend(struct run *run, uint32_t index, pid_t *keeper) {
  char *argv[MAX_INTERPRETER_OPTIONS + OPTION_COUNT + 6];
  int output[2];
  list_arguments(run, index, argv);
  sigaction(SIGCHLD, &(struct sigaction){.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT}, NULL);
  if (pipe2(output, O_CLOEXEC) < 0) fail_errno(START, "pipe");
  *keeper = fork();
  if (*keeper < 0) fail_errno(START, "fork");
  if (*keeper == 0) become_backend(run, argv, output[1]);
  close(output[1]);
  return output[0];
}

/* Has a run ended that takes longer than MaxRunTime, by a program that needs us no more: it says in the
 * log what it does. If it can't be started, the run goes on. */
void start_overtime(struct run *run, struct seat seat) {
  static char number[4][12];
  size_t count = 0;
  while (run->args[count]) count++;
  char **argv = malloc((count + 9) * sizeof *argv), **to = argv;
  if (!argv) return;
  const unsigned long told[] = {seat.index, (unsigned long)seat.pid, (unsigned long)run->pid,
                                run->number[OPTION_MAX_RUN_TIME]};
  *to++ = (char *)backend_program(run);
  *to++ = "--overtime";
  *to++ = (char *)queue_path(run);
  for (int i = 0; i < 4; i++) put_decimal(*to++ = number[i], told[i]);
  *to++ = run->script;
  memcpy(to, run->args, (count + 1) * sizeof *argv);
  sigaction(SIGCHLD, &(struct sigaction){.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT}, NULL);
  if (fork() == 0) become_backend(run, argv, -1);
  free(argv);
}

/* SPEEDY_OFF=1: this process becomes the interpreter, as if there were no speedy. */
void run_interpreter(struct run *run) {
  size_t count = 0;
  while (run->args[count]) count++;
  char **argv = malloc((count + (size_t)run->interpreter_count + 5) * sizeof *argv), **to = argv;
  if (!argv) fail_errno(START, "memory");
  *to++ = (char *)backend_program(run);
  *to++ = "--off";
  *to++ = (char *)run->value[OPTION_INTERPRETER];
  for (int i = 0; i < run->interpreter_count; i++) *to++ = (char *)run->interpreter[i];
  *to++ = run->script;
  memcpy(to, run->args, (count + 1) * sizeof *argv);
  execv(argv[0], argv);
  fail_errno(START, argv[0]);
}

/* --check and the like: this process becomes another program, which reads the command line itself. */
void run_instead(const char *program, const char *what, int argc, char **argv) {
  char **all = malloc(((size_t)argc + 3) * sizeof *argv);
  if (!all) fail_errno(START, "memory");
  all[0] = (char *)program;
  all[1] = (char *)what;
  all[2] = "speedy";
  memcpy(all + 3, argv + 1, (size_t)argc * sizeof *argv);
  execv(all[0], all);
  fail_errno(START, all[0]);
}
