/* What the parts of the relay share: streams that are passed on through a buffer of ours. */
#ifndef RELAY_H
#define RELAY_H

#include <poll.h>

#include "speedy.h"

/* One direction of a stream. Of the two descriptors, one is what we were started with and is left
 * as it is, its flags too; the other is our end of a pipe or of a pair of sockets, as the first is. */
struct flow {
  int from, to;
  int is_open, is_input, is_socket;
  int passes_end;  /* where the writer ends, its reader is told */
  uint64_t left;   /* how much is still to be read */
  char *ring;
  size_t size;     /* of the ring now; it grows when that is needed */
  size_t limit;
  size_t first, count; /* of the bytes in it */
};

/* transfer.c */
ssize_t read_now(int fd, int is_socket, struct iovec *part, int count);
ssize_t write_now(int fd, int is_socket, struct iovec *part, int count);
size_t move_now(int from, int to, size_t size);

/* flow.c */
enum { ENDS = 2 };
void watch_flow(const struct flow *flow, struct pollfd end[ENDS]);
void move_flow(struct flow *flow, const struct pollfd end[ENDS]);
int is_active(const struct flow *flow);
int is_held(const struct flow *flow);
void limit_to_written(struct flow *flow);

/* relay.c */
enum { MOST_FLOWS = 3, RELAY_ENDS = MOST_FLOWS * ENDS };
void open_relay(struct run *run);
int watch_relay(struct pollfd end[RELAY_ENDS]);
void move_relay(const struct pollfd end[RELAY_ENDS]);
void finish_relay(struct run *run);
void restart_relay(struct run *run);

/* leave-copy.c */
pid_t fork_with(const struct flow *flow, int count);

#endif
