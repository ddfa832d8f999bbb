/* What the parts of the native frontend share. The tables in generated.h (options, failures, the
 * queue's layout, the protocol's numbers) come from shared/. */
#ifndef SPEEDY_H
#define SPEEDY_H

#include <signal.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "generated.h"

#define MAX_INTERPRETER_OPTIONS 64
#define KEY_LENGTH 32
#define REQUEST_PARTS 6

/* Everything about this request that doesn't change while a backend is sought. */
struct run {
  const char *value[OPTION_COUNT];        /* the options' values, as text */
  uint32_t number[OPTION_COUNT];          /* those that are numbers */
  const char *interpreter[MAX_INTERPRETER_OPTIONS];
  int interpreter_count;
  char *script;
  char **args;                            /* the script's own, ended by a null pointer */
  uint64_t stamp[7];                      /* of the script, see shared/protocol.ts */
  const char *start_variable[START_VARIABLE_COUNT]; /* NAME=value or null */
  int is_perl;                            /* called as perperl, or the #! line names that */
  int off;                                /* SPEEDY_OFF=1: run the interpreter directly */
  int check;                              /* --check: run the script several times, and compare */
  int administers;                        /* --status, --stop and the like: run no script */
  const char *checking;                   /* SPEEDY_CHECKING: a run of such a check; or null */
  unsigned open;                          /* bit n: descriptor n was open when we started */
  unsigned terminals;                     /* bit n: descriptor n is a terminal */
  int passed[3];                          /* what the script gets as 0, 1, 2 where they are open */
  int directory;                          /* of the user, <TmpBase>.<uid> */
  char path[108];                         /* of the group's directory; a socket's must fit, too */
  size_t path_length;
  pid_t pid;
  mode_t umask;
  sigset_t signals;                       /* blocked when we started */
  struct iovec request[REQUEST_PARTS];
};

/* fail.c */
_Noreturn void fail(enum failure failure, const char *what);
_Noreturn void fail_because(enum failure failure, const char *what, const char *why);
_Noreturn void fail_errno(enum failure failure, const char *what);

/* decimal.c */
char *put_decimal(char *to, unsigned long number);

/* set-id.c */
void refuse_set_id(void);

/* options.c */
void read_command_line(struct run *run, int argc, char **argv);

/* interpreter.c */
void choose_interpreter(struct run *run);

/* script.c */
void open_script(struct run *run, char *line, size_t size);

/* path.c */
const char *working_directory(void);
const char *script_path(const struct run *run);

/* group.c */
void find_group(struct run *run);
void open_directory(struct run *run);
void make_group_directory(struct run *run);

/* take.c */
struct seat {
  uint32_t index; /* of the backend's record */
  pid_t pid;      /* of the backend */
};
struct connection {
  int fd;
  pid_t peer; /* the backend's pid as the kernel says, 0 if it can't */
};
int abandon_backend(struct run *run, struct seat seat);
void drop_backend(struct run *run, struct seat seat);

/* line.c */
struct seat take_backend(struct run *run);

/* death.c */
enum outcome { OUTCOME_UNKNOWN, OUTCOME_UNTOLD, OUTCOME_DIED, OUTCOME_NOT_STARTED };
enum outcome how_it_died(struct run *run, struct seat seat, int *status);

/* signals.c */
uint32_t ignored_signals(const struct run *run);
void hold_signals(struct run *run);
int watch_signals(const struct run *run);
void release_signals(struct run *run);
void forward_signals(struct run *run, struct seat seat, struct connection connection);
_Noreturn void die_by(int signal);

/* stop.c */
int catches(pid_t pid, int signal);
void await_stop(pid_t pid);
int is_foreground(void);
int stop_waits(void);
int take_stop(siginfo_t *info);
void stop(const struct run *run);

/* start.c */
const char *installed_program(void);
const char *backend_program(const struct run *run);
int start_backend(struct run *run, uint32_t index, pid_t *keeper);
void start_overtime(struct run *run, struct seat seat);
void close_from(unsigned first);
void run_interpreter(struct run *run);
void run_instead(const char *program, const char *what, int argc, char **argv);

/* request.c */
void build_request(struct run *run);

/* program.c */
int follow_program(const struct run *run, struct seat seat, struct connection connection);

/* send.c */
int send_request(const struct run *run, struct seat seat, struct connection *connection);

#endif
