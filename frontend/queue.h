/* What the parts of the queue share. shared/layout.ts describes the file, shared/queue.ts is the
 * backend's side. Whatever reads or writes records, or counts them, is called with the lock held. */
#ifndef QUEUE_H
#define QUEUE_H

#include "speedy.h"

#define SECOND 1000000000u /* nanoseconds */

enum { NO_INDEX = -1, NEAR_RECORDS = 7 };

struct queue {
  int fd;
  uint32_t near_count;
  struct {
    struct header header;
    struct record record[NEAR_RECORDS]; /* read together with the header: nearly always enough */
  } near;
  struct record *record; /* all of them, as of the last survey() or mend_queue() */
};
extern struct queue queue;

struct counts {
  uint32_t backends, starting;
  uint32_t coming;   /* of those that start: the ones for which nobody waits who started them */
  pid_t parent;      /* who makes backends, or 0: then we do */
  int first_waiting; /* its index, or NO_INDEX */
};

/* A backend that we have started and that isn't ready yet. */
struct launch {
  int index;      /* of its record, or NO_INDEX if there is none */
  pid_t keeper;   /* its parent, our child */
  int output;     /* what it says until it is ready, closed then; or -1 */
  uint64_t began;
  int failures;   /* of those before it, too */
  int late;       /* the last one that failed wasn't ready in time */
  size_t length;
  char said[2048];
};

/* clock.c */
uint64_t now(void);

/* alive.c */
uint64_t start_of(pid_t pid);
int is_alive(pid_t pid, uint64_t pid_start, uint64_t since);
uint64_t boot_hash(void);

/* queue.c */
void lock_queue(struct run *run);
int is_linked(struct run *run);
void relock_queue(struct run *run);
void unlock_queue(void);
void clear_queue(struct run *run);
_Noreturn void fail_queue(struct run *run, enum failure failure);
off_t record_offset(uint32_t index);
int peek_record(uint32_t index, struct record *record);
int read_record(uint32_t index, struct record *record);
void write_record(struct run *run, uint32_t index, const struct record *record);
void write_record_and_header(struct run *run, uint32_t index, const struct record *record);
void free_record(struct run *run, uint32_t index);
void write_header(struct run *run);

/* mend.c */
void mend(struct record *record);

/* scan.c */
struct counts survey(struct run *run, int mine);
struct counts mend_queue(struct run *run);
uint32_t add_record(struct run *run, struct record record);

/* take.c */
int take_idle(struct run *run, struct seat *seat);
int is_serving(const struct run *run, struct seat seat, const struct record *record);

/* launch.c */
int may_launch(const struct run *run, const struct launch *launch, const struct counts *counts,
               uint64_t waited);
int call_parent(const struct counts *counts, uint64_t waited);
void launch_backend(struct run *run, struct launch *launch);
void hear(struct launch *launch);
int is_over(const struct launch *launch);
void finish_launch(struct run *run, struct launch *launch);
void leave_launch(struct run *run, struct launch *launch);
void give_up_without_hope(struct run *run, struct launch *launch, const struct counts *counts);

#endif
