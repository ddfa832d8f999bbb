/* Starts a backend: a process of its own session, with none of our descriptors, and of the
 * environment only what shapes it, so that nothing of this request stays in it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "speedy.h"

extern char **environ;

static const char *const passed_names[] = {PASSED_VARIABLES};

/* The installed backend program stands beside this one. */
static const char *backend_program(struct run *run) {
  static char path[4096];
  if (run->value[OPTION_BACKEND_PROG][0]) return run->value[OPTION_BACKEND_PROG];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof "speedy_backend");
  if (length < 0) fail_errno(START, "/proc/self/exe");
  path[length] = 0;
  strcpy(strrchr(path, '/') + 1, "speedy_backend");
  return run->value[OPTION_BACKEND_PROG] = path;
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

static _Noreturn void become_backend(struct run *run, char **argv, int output) {
  sigset_t none;
  setsid();
  umask(077);
  if (chdir("/") < 0) _exit(125);
  int null = open("/dev/null", O_RDWR);
  dup2(output, 2);
  dup2(null, 0);
  dup2(null, 1);
  if (syscall(SYS_close_range, 3u, ~0u, 0u) < 0) /* before Linux 5.9 */
    for (int fd = 3; fd < sysconf(_SC_OPEN_MAX); fd++) close(fd);
  for (int signal = 1; signal < NSIG; signal++) /* the web server may have ignored some */
    sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(argv[0], argv, backend_environment(run));
  const char *why = strerror(errno);
  const char *part[] = {"speedy: start a backend: cannot spawn ", argv[0], ": ", why, "\n"};
  for (int i = 0; i < 5; i++)
    if (write(2, part[i], strlen(part[i])) < 0) break;
  _exit(125);
}

/* Returns the reading end of what the backend says until it is ready. */
int start_backend(struct run *run, uint32_t index, pid_t *keeper) {
  static char queue[sizeof run->path + 8], place[12];
  char *argv[MAX_INTERPRETER_OPTIONS + 7];
  int count = 0, output[2];
  char *to = place + sizeof place - 1;
  argv[count++] = (char *)backend_program(run);
  for (int i = 0; i < run->interpreter_count; i++) argv[count++] = (char *)run->interpreter[i];
  argv[count++] = "--";
  strcpy(stpcpy(queue, run->path), "/queue");
  argv[count++] = queue;
  do *--to = (char)('0' + index % 10);
  while (index /= 10);
  argv[count++] = to;
  argv[count++] = (char *)run->value[OPTION_MAX_RUNS];
  argv[count++] = (char *)run->value[OPTION_TIMEOUT];
  argv[count] = NULL;
  if (pipe2(output, O_CLOEXEC | O_NONBLOCK) < 0) fail_errno(START, "pipe");
  *keeper = fork();
  if (*keeper < 0) fail_errno(START, "fork");
  if (*keeper == 0) become_backend(run, argv, output[1]);
  close(output[1]);
  return output[0];
}

/* SPEEDY_OFF=1: this process becomes the interpreter, as if there were no speedy. */
void run_interpreter(struct run *run) {
  size_t count = 0;
  while (run->args[count]) count++;
  char **argv = malloc((count + (size_t)run->interpreter_count + 4) * sizeof *argv), **to = argv;
  if (!argv) fail_errno(START, "memory");
  *to++ = (char *)backend_program(run);
  *to++ = "--off";
  for (int i = 0; i < run->interpreter_count; i++) *to++ = (char *)run->interpreter[i];
  *to++ = run->script;
  memcpy(to, run->args, (count + 1) * sizeof *argv);
  execv(argv[0], argv);
  fail_errno(START, argv[0]);
}
