/* Relayed streams (-B, -b): the script gets an end of a pipe of ours, or of a pair of sockets, and we
 * copy. So it is done with its output once that fits our buffer, however slow the reader. */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "relay.h"

enum { SMALLEST = 4096 }; /* of a buffer: less only costs time */

/* What stands in for one stream: our end, and the script's. We hold the latter as long as the run
 * lasts, so that what was written into it waits for another backend should one not begin. */
struct stand_in {
  dev_t device;
  ino_t inode;
  int is_socket;
  int ours, scripts;
};

/* By descriptor; those that are one open file share it, so that the order of what is written stays. */
static struct stand_in stand_in[3];
static struct flow flows[MOST_FLOWS];
static int flow_count;
static struct sigaction broken_pipe; /* what SIGPIPE did before */

/* Only what can be slow: a file is not, and a terminal has to be one. */
static int can_relay(int fd, const struct stat *stat) {
  int type, mode = fcntl(fd, F_GETFL) & O_ACCMODE;
  socklen_t size = sizeof type;
  if (mode == (fd ? O_RDONLY : O_WRONLY)) return 0;
  if (S_ISFIFO(stat->st_mode)) return 1;
  return S_ISSOCK(stat->st_mode) && getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
         type == SOCK_STREAM;
}

static struct stand_in make_stand_in(int fd, const struct stat *stat) {
  struct stand_in made = {stat->st_dev, stat->st_ino, S_ISSOCK(stat->st_mode), -1, -1};
  int end[2];
  if ((made.is_socket ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end) : pipe2(end, O_CLOEXEC)) < 0)
    fail_errno(REQUEST, "relay");
  made.ours = end[fd == 0];
  made.scripts = end[fd != 0];
  return made;
}

static void add_flow(int fd, uint32_t limit) {
  const struct stand_in *in = &stand_in[fd];
  flows[flow_count++] = (struct flow){
      .from = fd ? in->ours : fd,
      .to = fd ? fd : in->ours,
      .is_open = 1,
      .is_input = !fd,
      .is_socket = in->is_socket,
      .passes_end = !fd || in->is_socket, /* that of a pipe is ours as well, and ends with us */
      .left = UINT64_MAX,
      .limit = limit > SMALLEST ? limit : SMALLEST,
  };
}

/* Returns the descriptor that is relayed already and is the same open file, else -1. A pipe goes one
 * way: from its reading end, nothing can be shared. */
static int find_same(const struct run *run, int fd, const struct stat *stat) {
  for (int i = fd - 1; i >= 0; i--)
    if (run->passed[i] != i && stand_in[i].device == stat->st_dev && stand_in[i].inode == stat->st_ino &&
        (i > 0 || stand_in[i].is_socket))
      return i;
  return -1;
}

static void relay(struct run *run, int fd, uint32_t limit) {
  struct stat stat;
  run->passed[fd] = fd;
  if (!(run->open >> fd & 1) || limit == 0) return;
  if (fstat(fd, &stat) < 0 || !can_relay(fd, &stat)) return;
  int same = find_same(run, fd, &stat);
  stand_in[fd] = same < 0 ? make_stand_in(fd, &stat) : stand_in[same];
  run->passed[fd] = stand_in[fd].scripts;
  if (same <= 0) add_flow(fd, limit);
}

/* A reader that has gone is an error for the script, and no end of ours. */
void open_relay(struct run *run) {
  relay(run, 0, run->number[OPTION_BUFSIZ_POST]);
  relay(run, 1, run->number[OPTION_BUFSIZ_GET]);
  relay(run, 2, run->number[OPTION_BUFSIZ_GET]);
  if (flow_count) sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, &broken_pipe);
}

int watch_relay(struct pollfd end[RELAY_ENDS]) {
  for (int i = 0; i < flow_count; i++) watch_flow(&flows[i], end + ENDS * i);
  return ENDS * flow_count;
}

void move_relay(const struct pollfd end[RELAY_ENDS]) {
  for (int i = 0; i < flow_count; i++) move_flow(&flows[i], end + ENDS * i);
}

static int is_relaying(int with_input) {
  for (int i = 0; i < flow_count; i++)
    if (is_active(&flows[i]) && (with_input || !flows[i].is_input)) return 1;
  return 0;
}

static void relay_on(int with_input) {
  struct pollfd end[RELAY_ENDS];
  while (is_relaying(with_input))
    if (poll(end, (nfds_t)watch_relay(end), -1) > 0) move_relay(end);
}

/* A copy of ours goes on relaying. Returns what fork() does. */
static pid_t leave_copy(void) {
  pid_t pid = fork_with(flows, flow_count);
  if (pid) return pid;
  relay_on(1);
  _exit(0);
}

/* The run is over. What the script has written arrives, before we end; what its children write later
 * is a copy's to relay, or ours where there can be none. Signals do to us what they do by default. */
void finish_relay(struct run *run) {
  int held = 0;
  for (int fd = 0; fd < 3 && flow_count; fd++)
    if (run->passed[fd] != fd) close(run->passed[fd]);
  for (int i = 0; i < flow_count; i++) limit_to_written(&flows[i]);
  if (is_relaying(0)) release_signals(run);
  relay_on(0);
  for (int i = 0; i < flow_count; i++) {
    held |= flows[i].is_open = is_held(&flows[i]);
    if (!flows[i].is_input) flows[i].left = UINT64_MAX;
  }
  if (held && leave_copy() < 0) relay_on(1);
}

/* What stands in for the input becomes our own; a copy goes on filling it. */
static void keep_input(const struct run *run) {
  for (int i = 0; i < flow_count; i++)
    if (flows[i].from != stand_in[0].ours && flows[i].to != stand_in[0].ours) flows[i].is_open = 0;
  if (leave_copy() < 0) fail_errno(START, "fork");
  for (int fd = 0; fd < 3; fd++)
    if (run->passed[fd] == run->passed[0]) dup2(run->passed[fd], fd);
}

/* We start over: what was read of the input already must not be lost. */
void restart_relay(struct run *run) {
  if (run->passed[0] != 0 && flows[0].left != UINT64_MAX) keep_input(run);
  if (flow_count) sigaction(SIGPIPE, &broken_pipe, NULL);
}
