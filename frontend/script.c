/* Opens the script: its identity, its stamp, its first line. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "speedy.h"

/* Where a descriptor of ours came out below 3, that one was closed when we started. Such holes
 * are filled with /dev/null, so that nothing else of ours gets there; they aren't passed on. */
static int clear_standard_descriptors(struct run *run, int fd) {
  int high = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  close(fd);
  run->open = 0;
  for (int i = 0; i < 3; i++)
    if (fcntl(i, F_GETFD) >= 0) run->open |= 1u << i;
  for (int null; (null = open("/dev/null", O_RDWR)) >= 0;)
    if (null > 2) {
      close(null);
      break;
    }
  return high;
}

static int is_null_device(const struct stat *st) {
  struct stat null;
  return S_ISCHR(st->st_mode) && stat("/dev/null", &null) == 0 && null.st_rdev == st->st_rdev;
}

/* Reads the script's beginning into line, ended by a NUL. */
void open_script(struct run *run, char *line, size_t size) {
  run->open = 7;
  int fd = open(run->script, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    fail_errno(errno == ENOENT || errno == ENOTDIR ? SCRIPT_MISSING : SCRIPT_UNREADABLE, run->script);
  if (fd < 3) fd = clear_standard_descriptors(run, fd);
  struct stat st;
  if (fstat(fd, &st) < 0) fail_errno(SCRIPT_UNREADABLE, run->script);
  if (!S_ISREG(st.st_mode) && !is_null_device(&st)) fail(SCRIPT_NO_FILE, run->script);
  ssize_t length = read(fd, line, size - 1);
  if (length < 0) fail_errno(SCRIPT_UNREADABLE, run->script);
  line[length] = 0;
  close(fd);
  uint64_t stamp[] = {st.st_dev,         st.st_ino,          st.st_size,        st.st_mtim.tv_sec,
                      st.st_mtim.tv_nsec, st.st_ctim.tv_sec, st.st_ctim.tv_nsec};
  for (int i = 0; i < 7; i++) run->stamp[i] = stamp[i];
}
