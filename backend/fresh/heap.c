/* Where V8's heap is. V8 asks for each piece of it at a random address, far from all others: each then
 * has page tables of its own, three pages or so, and every fork copies them. The kernel puts them side by
 * side, behind an address that is random, too. */
#include "forkable.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What is larger may be for code, which has to be near the program's. */
enum { LARGEST = 16 * 1024 * 1024 };

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#define FIXED (MAP_FIXED | MAP_FIXED_NOREPLACE)

#ifdef __LP64__

void *mmap(void *wanted, size_t length, int protection, int flags, int fd, off_t offset) {
  int is_piece = protection == PROT_NONE && fd == -1 && !(flags & FIXED) && length <= LARGEST;
  return (void *)syscall(SYS_mmap, is_piece ? NULL : wanted, length, protection, flags, fd, offset);
}

#ifndef mmap64
void *mmap64(void *wanted, size_t length, int protection, int flags, int fd, off_t offset) {
  return mmap(wanted, length, protection, flags, fd, offset);
}
#endif
#endif
