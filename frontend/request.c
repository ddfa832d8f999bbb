/* Builds the request: shared/protocol.ts says what it looks like. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "speedy.h"

extern char **environ;

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

/* A map's key, and the head of a value of that length. */
static char *put_field(char *to, const char *key, unsigned char type, size_t length) {
  return put_head(put_key(to, key), type, length);
}

static char *put(char *to, const char *key, unsigned char type, const void *data, size_t length) {
  to = put_field(to, key, type, length);
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

/* Where the current directory is, a removed one as no path. */
static char *put_directory(char *to) {
  const char *path = working_directory();
  return put(to, "cwd", BIN, path, *path ? strlen(path) + 1 : 0);
}

/* The parts, each of them a key with its value's head, and then that value. */
static size_t build_parts(struct run *run, struct iovec *part) {
  static char head[384], env_head[16], tail[PATH_MAX + 64];
  size_t script_length = strlen(run->script);
  char *args, *env, *to = head + 4; /* the length comes first */
  size_t args_size = strings(run->args, &args), env_size = strings(environ, &env);
  *to++ = (char)(0x80 | REQUEST_FIELDS); /* a map of as many */
  to = put(to, "version", STR, BUILD_TEXT, sizeof BUILD_TEXT - 1);
  to = put_number(put_key(to, "pid"), (uint32_t)run->pid);
  to = put_number(put_key(to, "umask"), run->umask);
  to = put_number(put_key(to, "open"), run->open);
  to = put_number(put_key(to, "ignored"), ignored_signals(run));
  to = put(to, "stamp", BIN, run->stamp, sizeof run->stamp);
  to = put_field(to, "args", BIN, args_size);
  part[0] = (struct iovec){head, (size_t)(to - head)};
  part[1] = (struct iovec){args, args_size};
  to = put_field(env_head, "env", BIN, env_size);
  part[2] = (struct iovec){env_head, (size_t)(to - env_head)};
  part[3] = (struct iovec){env, env_size};
  to = put_field(put_directory(tail), "script", STR, script_length);
  part[4] = (struct iovec){tail, (size_t)(to - tail)};
  part[5] = (struct iovec){run->script, script_length};
  return part[0].iov_len + args_size + part[2].iov_len + env_size + part[4].iov_len + script_length;
}

void build_request(struct run *run) {
  size_t size = build_parts(run, run->request) - 4;
  if (size > MAX_REQUEST) fail(REQUEST_TOO_LARGE, "arguments and environment");
  char *length = run->request[0].iov_base;
  for (int i = 0; i < 4; i++) length[i] = (char)(size >> 8 * i);
}
