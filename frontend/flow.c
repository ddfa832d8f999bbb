/* One direction of a relayed stream: reads what is there and writes what there is room for. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "relay.h"

enum {
  FIRST_SIZE = 65536, /* of the ring: what a pipe holds */
  MOST_AT_ONCE = 1 << 20,
};

static size_t smaller(uint64_t a, size_t b) { return a < b ? (size_t)a : b; }

/* The bytes of the ring from the one at an offset on, in one or two parts. Returns how many. */
static int stretch(const struct flow *flow, size_t offset, size_t length, struct iovec part[2]) {
  size_t at = flow->first + offset;
  if (at >= flow->size) at -= flow->size;
  size_t straight = smaller(length, flow->size - at);
  part[0] = (struct iovec){flow->ring + at, straight};
  part[1] = (struct iovec){flow->ring, length - straight};
  return length > straight ? 2 : 1;
}

/* Where there is no memory, the ring that is there has to do. */
static void grow(struct flow *flow) {
  struct iovec part[2];
  size_t size = smaller(flow->size ? 2 * (uint64_t)flow->size : FIRST_SIZE, flow->limit);
  char *ring = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (ring == MAP_FAILED) {
    if (!flow->size) fail_errno(REQUEST, "memory");
    flow->limit = flow->size;
    return;
  }
  if (flow->count) {
    stretch(flow, 0, flow->count, part);
    memcpy(ring, part[0].iov_base, part[0].iov_len);
    memcpy(ring + part[0].iov_len, part[1].iov_base, part[1].iov_len);
  }
  if (flow->size) munmap(flow->ring, flow->size);
  flow->ring = ring;
  flow->size = size;
  flow->first = 0;
}

static int is_temporary(void) { return errno == EAGAIN || errno == EINTR; }

/* Past the ring, where nothing waits in it. Returns whether anything went that way. */
static int bypass(struct flow *flow) {
  if (flow->is_socket || flow->count) return 0;
  size_t done = move_now(flow->from, flow->to, smaller(flow->left, MOST_AT_ONCE));
  flow->left -= done;
  return done > 0;
}

static void fill(struct flow *flow) {
  struct iovec part[2];
  if (bypass(flow)) return;
  if (flow->size < flow->limit && flow->size - flow->count < FIRST_SIZE) grow(flow);
  size_t room = smaller(flow->left, flow->size - flow->count);
  if (room == 0) return;
  ssize_t done = read_now(flow->from, flow->is_socket, part, stretch(flow, flow->count, room, part));
  if (done > 0) {
    flow->count += (size_t)done;
    flow->left -= (uint64_t)done;
  } else if (done == 0 || !is_temporary()) {
    flow->left = 0;
  }
}

/* Nobody reads any more: whoever writes is to know. */
static void cut(struct flow *flow) {
  flow->is_open = 0;
  if (flow->is_input) return;
  if (flow->is_socket) shutdown(flow->from, SHUT_RD);
  else close(flow->from);
}

static void pour(struct flow *flow) {
  struct iovec part[2];
  ssize_t done = write_now(flow->to, flow->is_socket, part, stretch(flow, 0, flow->count, part));
  if (done < 0) {
    if (!is_temporary()) cut(flow);
    return;
  }
  flow->first = (flow->first + (size_t)done) % flow->size;
  flow->count -= (size_t)done;
}

/* All that was written has arrived. */
static void pass_end(struct flow *flow) {
  flow->is_open = 0;
  if (flow->is_socket) shutdown(flow->to, SHUT_WR);
  else close(flow->to);
}

/* Whether there is something to relay, or may still come. */
int is_active(const struct flow *flow) { return flow->is_open && (flow->left || flow->count); }

/* Who reads is watched all the time: poll tells by itself if nobody is there any more. */
void watch_flow(const struct flow *flow, struct pollfd end[ENDS]) {
  int reads = flow->is_open && flow->left && flow->count < flow->limit;
  end[0] = (struct pollfd){reads ? flow->from : -1, POLLIN, 0};
  end[1] = (struct pollfd){flow->is_open ? flow->to : -1, flow->count ? POLLOUT : 0, 0};
}

void move_flow(struct flow *flow, const struct pollfd end[ENDS]) {
  if (end[0].revents) fill(flow);
  if (end[1].revents & POLLOUT) pour(flow);
  else if (end[1].revents) cut(flow);
  if (flow->is_open && flow->passes_end && !is_active(flow)) pass_end(flow);
}

static int unread(const struct flow *flow) {
  int size = 0;
  ioctl(flow->from, FIONREAD, &size);
  return size;
}

/* Whether somebody still has the script's end: a child that the script has left behind. */
int is_held(const struct flow *flow) {
  struct pollfd end = {flow->is_input ? flow->to : flow->from, 0, 0};
  if (!flow->is_open) return 0;
  return poll(&end, 1, 0) == 0 || (!flow->is_input && unread(flow) > 0);
}

/* After the run: what the script has written is there already, up to there and no further. */
void limit_to_written(struct flow *flow) {
  if (flow->is_input) {
    flow->is_open = is_held(flow);
    return;
  }
  flow->passes_end = 0; /* it would only tell that the script's end was closed */
  if (flow->is_open && flow->left) flow->left = (uint64_t)unread(flow);
}
