/* Reads and writes that never wait, though the descriptors may: whoever else has them open needs them
 * as they are. Both are called where poll has said that there is something. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "relay.h"

enum { NOWAIT = 8 }; /* RWF_NOWAIT */

/* Older kernels have this for files only. */
static int is_unsupported(ssize_t done) {
  return done < 0 && (errno == EOPNOTSUPP || errno == ENOSYS);
}

ssize_t read_now(int fd, int is_socket, struct iovec *part, int count) {
  struct msghdr message = {.msg_iov = part, .msg_iovlen = count};
  if (is_socket) return recvmsg(fd, &message, MSG_DONTWAIT);
  ssize_t done = syscall(SYS_preadv2, fd, part, count, -1L, -1L, NOWAIT);
  return is_unsupported(done) ? readv(fd, part, count) : done;
}

ssize_t write_now(int fd, int is_socket, struct iovec *part, int count) {
  struct msghdr message = {.msg_iov = part, .msg_iovlen = count};
  if (is_socket) return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  ssize_t done = syscall(SYS_pwritev2, fd, part, count, -1L, -1L, NOWAIT);
  if (!is_unsupported(done)) return done;
  /* Where a pipe has room at all, it has room for that much. */
  return write(fd, part->iov_base, part->iov_len < PIPE_BUF ? part->iov_len : PIPE_BUF);
}

/* From pipe to pipe without a copy. Returns how much; if that is nothing, the others say why. */
size_t move_now(int from, int to, size_t size) {
  ssize_t done = splice(from, NULL, to, NULL, size, SPLICE_F_NONBLOCK);
  return done > 0 ? (size_t)done : 0;
}
