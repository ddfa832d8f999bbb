/* A Perl script that calls exec: its process goes on as another program, and no answer comes any more.
 * The run lasts as long as that one does. */
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "queue.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static int may_go_on(const struct run *run, struct seat seat, struct record *record) {
  return peek_record(seat.index, record) == 0 && is_serving(run, seat, record) && record->started == 1;
}

/* From here on, that process is killed when we end, however that is, as a backend is. Both ends do it: the
 * kernel closes one of them first. */
static void take_along(pid_t pid) {
  int end[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end) < 0) return;
  for (int i = 0; i < 2; i++) {
    fcntl(end[i], F_SETOWN, pid);
    fcntl(end[i], F_SETSIG, SIGKILL);
    fcntl(end[i], F_SETFL, O_ASYNC);
  }
}

/* If the script's process is still there, what tells of its end takes the place of the connection; it
 * may as well be about to die. Returns 0 if it isn't. */
int follow_program(const struct run *run, struct seat seat, struct connection connection) {
  struct record record;
  if (!may_go_on(run, seat, &record)) return 0;
  int process = (int)syscall(SYS_pidfd_open, seat.pid, 0);
  if (process < 0) return 0;
  int is_there = start_of(seat.pid) == record.pid_start && dup3(process, connection.fd, O_CLOEXEC) >= 0;
  close(process);
  if (is_there) take_along(seat.pid);
  return is_there;
}
