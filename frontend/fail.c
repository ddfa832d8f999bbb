/* The one way to end with one of speedy's own failures: one line on standard error. */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "speedy.h"

static const struct {
  int status;
  const char *tried, *why;
} failures[] = {FAILURES};

void fail_because(enum failure failure, const char *what, const char *why) {
  const char *part[] = {"speedy: ", failures[failure].tried, ": ", what, ": ", why, "\n"};
  struct iovec text[7];
  for (int i = 0; i < 7; i++) {
    text[i].iov_base = (char *)part[i];
    text[i].iov_len = strlen(part[i]);
  }
  if (writev(2, text, 7) < 0) {} /* whoever closed standard error doesn't want to know */
  _exit(failures[failure].status);
}

void fail(enum failure failure, const char *what) {
  fail_because(failure, what, failures[failure].why);
}

void fail_errno(enum failure failure, const char *what) {
  fail_because(failure, what, strerror(errno));
}
