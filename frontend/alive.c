/* Whether a process is still the one that wrote its pid into the queue. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "queue.h"

enum { STATE_FIELD = 3, START_FIELD = 22 }; /* of /proc/<pid>/stat, see proc(5) */

/* Reads a small file as text. Returns its length, 0 if there is none. */
static size_t read_text(const char *path, char *text, size_t size) {
  int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  ssize_t length = -1;
  if (fd >= 0) {
    length = read(fd, text, size - 1);
    close(fd);
  }
  text[length > 0 ? length : 0] = 0;
  return strlen(text);
}

/* When the process started, in ticks; 0 if it is dead, a zombie included. */
uint64_t start_of(pid_t pid) {
  char path[32] = "/proc/", text[512];
  strcpy(put_decimal(path + 6, (unsigned long)pid), "/stat");
  if (!read_text(path, text, sizeof text)) return 0;
  char *field = strrchr(text, ')'); /* behind the name, which may hold anything */
  if (!field || !(field = strchr(field, ' '))) return 0;
  if (field[1] == 'Z' || field[1] == 'X') return 0;
  for (int i = STATE_FIELD; i < START_FIELD && field; i++) field = strchr(field + 1, ' ');
  return field ? strtoull(field + 1, NULL, 10) : 0;
}

/* A quick look first: only for a record of some age is it worth a look into /proc.
 * pid_start may be 0: then the process must at least have been there at `since`. */
int is_alive(pid_t pid, uint64_t pid_start, uint64_t since) {
  if (pid <= 0 || (kill(pid, 0) < 0 && errno == ESRCH)) return 0;
  uint64_t time = now();
  if (since <= time && time - since < TRUSTED_AGE) return 1;
  uint64_t start = start_of(pid);
  if (start == 0) return 0;
  if (pid_start) return start == pid_start;
  return start <= since / (SECOND / (uint64_t)sysconf(_SC_CLK_TCK)) + 1;
}

/* 0 if nothing says which boot this is. */
uint64_t boot_hash(void) {
  char id[40];
  uint64_t hash = 0xcbf29ce484222325;
  size_t length = read_text("/proc/sys/kernel/random/boot_id", id, sizeof id);
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)id[i]) * 0x100000001b3;
  return length ? hash : 0;
}
