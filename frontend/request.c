/* Sends the request: shared/protocol.ts says what it looks like. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "speedy.h"

extern char **environ;

enum { PART_COUNT = 6 }; /* head, args, env head, env, tail, and room */

/* MessagePack, as much of it as a request needs. */
static char *put_number(char *to, uint32_t number) {
  *to++ = (char)0xce;
  for (int shift = 24; shift >= 0; shift -= 8) *to++ = (char)(number >> shift);
  return to;
}

static char *put_head(char *to, unsigned char type, size_t length) {
  to = put_number(to, (uint32_t)length);
  to[-5] = (char)type;
  return to;
}

static char *put_key(char *to, const char *key) {
  size_t length = strlen(key);
  *to++ = (char)(0xa0 | length);
  return (char *)memcpy(to, key, length) + length;
}

enum { STR = 0xdb, BIN = 0xc6 };

static char *put(char *to, const char *key, unsigned char type, const void *data, size_t length) {
  to = put_head(put_key(to, key), type, length);
  return (char *)memcpy(to, data, length) + length;
}

/* The strings of a list lie one behind the other, as execve(2) laid them; where they don't (an
 * emulator, say), they are copied together. Returns their size with the NULs. */
static size_t strings(char **list, char **start) {
  size_t size = 0;
  int together = 1;
  for (char **string = list; *string; string++) {
    if (*string != *list + size) together = 0;
    size += strlen(*string) + 1;
  }
  *start = size ? *list : (char *)"";
  if (together) return size;
  char *copy = *start = malloc(size);
  if (!copy) fail_errno(REQUEST, "memory");
  for (char **string = list; *string; string++) copy = stpcpy(copy, *string) + 1;
  return size;
}

/* Our umask: to be asked, it must be set. Nothing of ours is made in between. */
static mode_t current_umask(void) {
  mode_t mask = umask(077);
  umask(mask);
  return mask;
}

static int connect_backend(struct run *run, struct seat seat) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char *to = (char *)memcpy(address.sun_path, run->path, run->path_length) + run->path_length;
  char digit[12];
  int count = 0;
  *to++ = '/';
  for (pid_t left = seat.pid; left > 0; left /= 10) digit[count++] = (char)('0' + left % 10);
  while (count > 0) *to++ = digit[--count];
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail_errno(REQUEST, "socket");
  int done;
  do done = connect(fd, (struct sockaddr *)&address, sizeof address);
  while (done < 0 && errno == EINTR);
  if (done == 0) return fd;
  close(fd);
  return -1;
}

static void check_peer(int fd, const char *path) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) fail_errno(REQUEST, path);
  if (peer.uid != getauxval(AT_EUID)) fail(PEER, path);
}

/* All of the message, the descriptors with its first byte. Returns 0, or -1 if the backend went
 * away while we sent. */
static int send_all(int fd, struct iovec *part, int count, unsigned open) {
  union {
    char bytes[CMSG_SPACE(3 * sizeof(int))];
    struct cmsghdr align;
  } control = {0};
  int passed[3], passed_count = 0;
  for (int i = 0; i < 3; i++)
    if (open >> i & 1) passed[passed_count++] = i;
  struct msghdr message = {.msg_iov = part, .msg_iovlen = count};
  if (passed_count > 0) {
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(passed_count * sizeof(int));
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(passed_count * sizeof(int));
    memcpy(CMSG_DATA(rights), passed, passed_count * sizeof(int));
  }
  while (message.msg_iovlen > 0) {
    ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) return -1;
    if (sent < 0) fail_errno(REQUEST, "descriptors 0, 1, 2");
    message.msg_control = NULL;
    message.msg_controllen = 0;
    for (; message.msg_iovlen > 0 && (size_t)sent >= message.msg_iov->iov_len; message.msg_iov++) {
      sent -= (ssize_t)message.msg_iov->iov_len;
      message.msg_iovlen--;
    }
    if (message.msg_iovlen > 0) {
      message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + sent;
      message.msg_iov->iov_len -= (size_t)sent;
    }
  }
  return 0;
}

/* Connects and sends. Returns the connection, or -1 if there is nobody at the other end. */
int send_request(struct run *run, struct seat seat) {
  static char head[512], env_head[16], tail[4096 + 512], cwd[4096];
  int fd = connect_backend(run, seat);
  if (fd < 0) return -1;
  check_peer(fd, run->path);

  size_t script_length = strlen(run->script);
  struct iovec part[PART_COUNT];
  char *to = head + 4;
  *to++ = (char)(0x80 | 9);
  to = put(to, "version", STR, BUILD_TEXT, sizeof BUILD_TEXT - 1);
  to = put_number(put_key(to, "pid"), (uint32_t)run->pid);
  to = put_number(put_key(to, "umask"), current_umask());
  to = put_number(put_key(to, "open"), run->open);
  to = put(to, "stamp", BIN, run->stamp, sizeof run->stamp);
  part[0].iov_base = head;
  char *args, *env;
  size_t args_size = strings(run->args, &args), env_size = strings(environ, &env);
  to = put_head(put_key(to, "args"), BIN, args_size);
  part[0].iov_len = (size_t)(to - head);
  part[1] = (struct iovec){args, args_size};
  part[2] = (struct iovec){env_head, (size_t)(put_head(put_key(env_head, "env"), BIN, env_size) - env_head)};
  part[3] = (struct iovec){env, env_size};
  if (!getcwd(cwd, sizeof cwd)) cwd[0] = 0; /* removed: the backend leaves it at that */
  to = put(tail, "cwd", BIN, cwd, cwd[0] ? strlen(cwd) + 1 : 0);
  to = put_head(put_key(to, "script"), STR, script_length);
  part[4] = (struct iovec){tail, (size_t)(to - tail)};
  part[5] = (struct iovec){run->script, script_length};

  size_t size = 0;
  for (int i = 0; i < PART_COUNT; i++) size += part[i].iov_len;
  size -= 4;
  if (size > MAX_REQUEST) fail(REQUEST_TOO_LARGE, "arguments and environment");
  for (int i = 0; i < 4; i++) head[i] = (char)(size >> 8 * i);
  if (send_all(fd, part, PART_COUNT, run->open) == 0) return fd;
  close(fd);
  return -1;
}
