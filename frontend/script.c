/* Opens the script: its identity, its stamp, its first line. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "speedy.h"

/* Where a descriptor of ours came out below 3, that one was closed when we started. Such holes are
 * filled, so that nothing else of ours gets there, with the script, which nobody can write to; they
 * aren't passed on, and are closed again in whatever we execute. */
static int clear_standard_descriptors(struct run *run, int fd) {
  int high = fcntl(fd, F_DUPFD_CLOEXEC, 3), filler;
  close(fd);
  if (high < 0) fail_errno(SCRIPT_UNREADABLE, run->script);
  run->open = 0;
  for (int i = 0; i < 3; i++)
    if (fcntl(i, F_GETFD) >= 0) run->open |= 1u << i;
  do filler = fcntl(high, F_DUPFD_CLOEXEC, 0);
  while (filler >= 0 && filler < 3);
  if (filler >= 0) close(filler);
  return high;
}

static unsigned find_terminals(void) {
  unsigned terminals = 0;
  for (int i = 0; i < 3; i++)
    if (isatty(i)) terminals |= 1u << i;
  return terminals;
}

static int is_null_device(const struct stat *st) {
  struct stat null;
  return S_ISCHR(st->st_mode) && stat("/dev/null", &null) == 0 && null.st_rdev == st->st_rdev;
}

static void take_stamp(uint64_t *stamp, const struct stat *st) {
  *stamp++ = st->st_dev;
  *stamp++ = st->st_ino;
  *stamp++ = (uint64_t)st->st_size;
  *stamp++ = (uint64_t)st->st_mtim.tv_sec;
  *stamp++ = (uint64_t)st->st_mtim.tv_nsec;
  *stamp++ = (uint64_t)st->st_ctim.tv_sec;
  *stamp = (uint64_t)st->st_ctim.tv_nsec;
}

/* Reads the script's beginning into line, ended by a NUL. */
void open_script(struct run *run, char *line, size_t size) {
  run->open = 7;
  int fd = openat(AT_FDCWD, run->script, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    fail_errno(errno == ENOENT || errno == ENOTDIR ? SCRIPT_MISSING : SCRIPT_UNREADABLE, run->script);
  if (fd < 3) fd = clear_standard_descriptors(run, fd);
  run->terminals = find_terminals();
  struct stat st;
  if (fstat(fd, &st) < 0) fail_errno(SCRIPT_UNREADABLE, run->script);
  if (!S_ISREG(st.st_mode) && !is_null_device(&st)) fail(SCRIPT_NO_FILE, run->script);
  ssize_t length = read(fd, line, size - 1);
  if (length < 0) fail_errno(SCRIPT_UNREADABLE, run->script);
  line[length] = 0; /* the descriptor stays: as long as we do, which costs less than to close it */
  take_stamp(run->stamp, &st);
}
