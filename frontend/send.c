/* Sends the request to the backend, over its socket. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "speedy.h"

enum { SEND_LIMIT = 10000 }; /* milliseconds without the backend reading anything */

/* Nothing here waits: a backend has but one frontend, so that there is room for the connection. */
static int connect_backend(const struct run *run, struct seat seat) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memcpy(address.sun_path, run->path, run->path_length);
  address.sun_path[run->path_length] = '/';
  put_decimal(address.sun_path + run->path_length + 1, (unsigned long)seat.pid);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) fail_errno(REQUEST, "socket");
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

/* Returns its pid. */
static pid_t check_peer(int fd, const char *path) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) fail_errno(REQUEST, path);
  if (peer.uid != getauxval(AT_EUID)) fail(PEER, path);
  return peer.pid;
}

union control {
  char bytes[CMSG_SPACE(3 * sizeof(int))];
  struct cmsghdr align;
};

/* For those of the descriptors 0, 1, 2 that were open. */
static void add_descriptors(struct msghdr *message, union control *control, const struct run *run) {
  int passed[3], count = 0;
  for (int i = 0; i < 3; i++)
    if (run->open >> i & 1) passed[count++] = run->passed[i];
  if (count == 0) return;
  size_t size = (size_t)count * sizeof(int);
  message->msg_control = control;
  message->msg_controllen = (socklen_t)CMSG_SPACE(size);
  struct cmsghdr *rights = CMSG_FIRSTHDR(message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = (socklen_t)CMSG_LEN(size);
  memcpy(CMSG_DATA(rights), passed, size);
}

/* What was sent is not to be sent again, the descriptors included. */
static void skip(struct msghdr *message, size_t sent) {
  message->msg_control = NULL;
  message->msg_controllen = 0;
  for (; message->msg_iovlen > 0 && sent >= message->msg_iov->iov_len; message->msg_iov++) {
    sent -= message->msg_iov->iov_len;
    message->msg_iovlen--;
  }
  if (message->msg_iovlen == 0) return;
  message->msg_iov->iov_base = (char *)message->msg_iov->iov_base + sent;
  message->msg_iov->iov_len -= sent;
}

static int wait_for_room(int fd) {
  struct pollfd room = {fd, POLLOUT, 0};
  int ready;
  do ready = poll(&room, 1, SEND_LIMIT);
  while (ready < 0 && errno == EINTR);
  return ready > 0;
}

/* Returns 0, or -1 if the backend went away while we sent, or reads nothing. */
static int send_all(int fd, struct msghdr *message) {
  while (message->msg_iovlen > 0) {
    ssize_t sent = sendmsg(fd, message, MSG_NOSIGNAL);
    if (sent >= 0) {
      skip(message, (size_t)sent);
    } else if (errno == EAGAIN) {
      if (!wait_for_room(fd)) return -1;
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return -1;
    } else if (errno != EINTR) {
      fail_errno(REQUEST, "descriptors 0, 1, 2");
    }
  }
  return 0;
}

/* Connects and sends. Returns 0, or -1 if there is nobody at the other end. */
int send_request(const struct run *run, struct seat seat, struct connection *connection) {
  union control control = {0};
  struct iovec part[REQUEST_PARTS];
  struct msghdr message = {.msg_iov = part, .msg_iovlen = REQUEST_PARTS};
  int fd = connect_backend(run, seat);
  if (fd < 0) return -1;
  *connection = (struct connection){fd, check_peer(fd, run->path)};
  memcpy(part, run->request, sizeof part);
  add_descriptors(&message, &control, run);
  if (send_all(fd, &message) == 0) return 0;
  close(fd);
  return -1;
}
