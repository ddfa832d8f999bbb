/* A copy of this process goes on relaying: what is relayed outlives us, or what we are now. */
#include <unistd.h>

#include "relay.h"

static int is_needed(const struct flow *flow, int count, int fd) {
  for (int i = 0; i < count; i++)
    if (flow[i].is_open && (flow[i].from == fd || flow[i].to == fd)) return 1;
  return 0;
}

/* All but what is relayed: a copy must hold up nobody. */
static void close_others(const struct flow *flow, int count) {
  int next = 0;
  for (int i = 0; i < count; i++)
    for (; next <= flow[i].from || next <= flow[i].to; next++)
      if (!is_needed(flow, count, next)) close(next);
  close_from((unsigned)next);
}

/* As fork(), for what is still open; the copy belongs to no session of ours and holds no directory. */
pid_t fork_with(const struct flow *flow, int count) {
  pid_t pid = fork();
  if (pid) return pid;
  setsid();
  if (chdir("/") < 0) {} /* it holds one, then */
  close_others(flow, count);
  return 0;
}
