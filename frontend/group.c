/* Finds the group's directory: the key that says who shares backends, and where its queue is. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "speedy.h"

enum {
  DIRECTORY_TRIES = 10,
  MOST_GROUPS = 65536, /* of a process, on Linux */
};

/* FNV-1a with 128 bits: nobody but the user chooses what goes in, and the user has nothing to
 * gain from a collision; shared/key.ts does the same. The prime is 2^88 + 2^8 + 0x3b. */
struct hash {
  uint64_t high, low;
};

static void add(struct hash *hash, const void *data, size_t size) {
  const unsigned char *byte = data;
  for (size_t i = 0; i < size; i++) {
    uint64_t low = hash->low ^ byte[i];
    uint64_t low_part = (low & 0xffffffff) * 0x13b, high_part = (low >> 32) * 0x13b;
    uint64_t sum = low_part + (high_part << 32);
    uint64_t carry = (high_part >> 32) + (sum < low_part);
    hash->high = hash->high * 0x13b + carry + (low << 24);
    hash->low = sum;
  }
}

/* Each field is ended by a NUL, so that "a" "bc" is not "ab" "c". */
static void add_text(struct hash *hash, const char *text) { add(hash, text, strlen(text) + 1); }

static void add_number(struct hash *hash, unsigned long number) {
  char text[24];
  put_decimal(text, number);
  add_text(hash, text);
}

/* A user's processes may do more or less, by their groups, and where none can gain privileges. */
static void add_privileges(struct hash *hash) {
  static gid_t groups[MOST_GROUPS];
  int count = getgroups(MOST_GROUPS, groups);
  add_number(hash, getauxval(AT_EGID));
  add_number(hash, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
  add_number(hash, count > 0 ? (unsigned long)count : 0);
  for (int i = 0; i < count; i++) add_number(hash, groups[i]);
}

static struct hash group_key(const struct run *run) {
  static const unsigned char shapes[] = {SHAPING_OPTIONS};
  const char terminals[] = {(char)('0' + run->terminals), 0};
  struct hash hash = {0x6c62272e07bb0142, 0x62b821756295c58d};
  add_text(&hash, BUILD_TEXT);
  if (strcmp(run->value[OPTION_GROUP], "none") == 0) {
    add(&hash, run->stamp, 16); /* device and inode */
    /* Node.js goes by the file that links lead to, perl by the name. */
    if (strcmp(run->value[OPTION_INTERPRETER], "perl") == 0) add_text(&hash, script_path(run));
  } else {
    add_text(&hash, run->value[OPTION_GROUP]);
  }
  add_privileges(&hash);
  add_text(&hash, terminals);
  for (size_t i = 0; i < sizeof shapes; i++) add_text(&hash, run->value[shapes[i]]);
  for (int i = 0; i < run->interpreter_count; i++) add_text(&hash, run->interpreter[i]);
  for (int i = 0; i < START_VARIABLE_COUNT; i++)
    if (run->start_variable[i]) add_text(&hash, run->start_variable[i]);
  return hash;
}

void find_group(struct run *run) {
  const char *base = run->value[OPTION_TMP_BASE];
  size_t length = strlen(base);
  /* . uid / key / pid */
  if (length + 1 + 10 + 1 + KEY_LENGTH + 1 + 10 + 1 > sizeof run->path) fail(PATH_TOO_LONG, base);
  char *to = (char *)memcpy(run->path, base, length) + length;
  *to++ = '.';
  to = put_decimal(to, getauxval(AT_EUID));
  open_directory(run);
  *to++ = '/';
  struct hash key = group_key(run);
  for (int shift = 60; shift >= 0; shift -= 4) *to++ = "0123456789abcdef"[key.high >> shift & 15];
  for (int shift = 60; shift >= 0; shift -= 4) *to++ = "0123456789abcdef"[key.low >> shift & 15];
  *to = 0;
  run->path_length = (size_t)(to - run->path);
}

/* Whether it is the directory itself, and not one above it, that lets nobody in. */
static int is_forbidden(const char *path) {
  struct stat st;
  if (errno != EACCES) return 0;
  int is_seen = lstat(path, &st) == 0;
  errno = EACCES;
  return is_seen;
}

/* Opens the user's directory, makes it if there is none. */
static int open_or_make(const char *path) {
  for (int tries = 0;; tries++) {
    int fd = openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) return fd;
    if (errno == ENOTDIR || errno == ELOOP || is_forbidden(path)) fail(DIRECTORY_UNSAFE, path);
    if (errno != ENOENT || tries == DIRECTORY_TRIES) fail_errno(DIRECTORY, path);
    if (mkdir(path, 0700) < 0 && errno != EEXIST) fail_errno(DIRECTORY, path);
  }
}

/* Anything but a directory of mode 0700 that belongs to the user is refused. */
void open_directory(struct run *run) {
  struct stat st;
  run->directory = open_or_make(run->path);
  if (fstat(run->directory, &st) < 0) fail_errno(DIRECTORY, run->path);
  if (st.st_uid != getauxval(AT_EUID) || (st.st_mode & 07777) != 0700)
    fail(DIRECTORY_UNSAFE, run->path);
}

/* The user's directory itself may have been removed meanwhile. */
void make_group_directory(struct run *run) {
  char *key = run->path + run->path_length - KEY_LENGTH;
  for (int tries = 0; tries < DIRECTORY_TRIES; tries++) {
    if (mkdirat(run->directory, key, 0700) == 0 || errno == EEXIST) return;
    if (errno != ENOENT) break;
    close(run->directory);
    key[-1] = 0;
    open_directory(run);
    key[-1] = '/';
  }
  fail_errno(DIRECTORY, run->path);
}
