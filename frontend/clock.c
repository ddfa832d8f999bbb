/* The queue's clock: CLOCK_BOOTTIME in nanoseconds. */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "queue.h"

/* A warm run asks once: the kernel itself is cheaper then than the page faults of the vDSO. Where
 * long has 32 bits, the kernel's call has another struct. */
uint64_t now(void) {
  struct timespec time;
  if (sizeof(long) < 8 || syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &time) < 0)
    clock_gettime(CLOCK_BOOTTIME, &time);
  return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}
