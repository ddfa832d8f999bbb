/* Where the run is, and where its script is: paths as they were given, no link in them is followed. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "speedy.h"

/* Of one that was removed, an empty text. */
const char *working_directory(void) {
  static char path[PATH_MAX];
  static int is_known;
  if (!is_known && !getcwd(path, sizeof path)) *path = 0;
  is_known = 1;
  return path;
}

/* Goes on from where to stands in the path that begins at start. */
static char *put_steps(const char *start, char *to, const char *path) {
  while (*path) {
    size_t length = strcspn(path, "/");
    if (length == 2 && path[0] == '.' && path[1] == '.') {
      while (to > start && *--to != '/') {}
    } else if (length > 1 || (length == 1 && *path != '.')) {
      *to++ = '/';
      to = (char *)memcpy(to, path, length) + length;
    }
    path += length + (path[length] == '/');
  }
  return to;
}

/* Absolute, without "." and "..". It could be opened, and so is no longer than PATH_MAX as given. */
const char *script_path(const struct run *run) {
  static char path[2 * PATH_MAX];
  char *to = path;
  if (*run->script != '/') to = put_steps(path, to, working_directory());
  *put_steps(path, to, run->script) = 0;
  return path;
}
