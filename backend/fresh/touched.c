/* The pages that runs touch. In a child, one that it writes to is a page of its parent until then, and one
 * of a program or library isn't there until it is read: each costs a fault, one after the other, while
 * somebody waits. So a child begins with those that an earlier one had at its end, all at once and ahead
 * of need; with what is read, only where nobody waits for it to begin. The earlier one tells the others in
 * memory that all share. Who tells has begun without, so that it knows; now and then another one does,
 * since the parent's own pages change, too. */
#include "forkable.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22 /* Linux 5.14 */
#define MADV_POPULATE_WRITE 23
#endif

enum {
  MOST_RANGES = 1024,
  MOST_ENTRIES = 512,
  TELL_EACH = 16, /* as childrenPerCollection in collect.ts: pages are others behind a collection */
};

/* A page's entry in /proc/self/pagemap. */
#define IS_PRESENT (1ULL << 63)
#define IS_OF_FILE (1ULL << 61)
#define IS_MINE (1ULL << 56)

enum kind { WRITTEN, READ, KINDS };

static const struct {
  uint64_t bits;
  int advice;
  int most_pages; /* of a script that touches more, some; those that are read are in memory anyway */
} kinds[KINDS] = {
    [WRITTEN] = {IS_PRESENT | IS_MINE, MADV_POPULATE_WRITE, 2048},
    [READ] = {IS_PRESENT | IS_OF_FILE, MADV_POPULATE_READ, 16384},
};

struct list {
  int count, pages; /* of ranges; of what is in them, and beyond */
  struct range {
    uintptr_t start, length;
  } range[MOST_RANGES];
};

struct touched {
  int parent;
  int told; /* the lists that are good, behind 1 */
  struct list list[2][KINDS];
};

static struct touched *touched;
static uintptr_t page_size;
static int born;
static int is_teller;

/* In the parent, before it forks. A child that forks is the parent of others. */
void share_touched(void) {
  born++;
  if (touched && touched->parent == getpid()) return;
  born = 0;
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  void *memory =
      mmap(NULL, sizeof *touched, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  touched = memory == MAP_FAILED ? NULL : memory;
  if (touched) touched->parent = getpid();
}

static void touch(enum kind kind) {
  int told = touched ? __atomic_load_n(&touched->told, __ATOMIC_ACQUIRE) : 0;
  if (is_teller || !told) return;
  const struct list *list = &touched->list[told - 1][kind];
  for (int i = 0; i < list->count; i++)
    madvise((void *)list->range[i].start, list->range[i].length, kinds[kind].advice);
}

/* In a child, at its begin. */
void touch_ahead(void) {
  is_teller = touched && born % TELL_EACH == 0;
  touch(WRITTEN);
}

/* In a child that is ready, and that nobody has taken. */
void read_touched(void) { touch(READ); }

static void add(struct list *list, enum kind kind, uintptr_t page) {
  int count = list->count; /* read once: another one may be telling */
  struct range *last = count > 0 ? &list->range[count - 1] : NULL;
  if (list->pages++ >= kinds[kind].most_pages) return;
  if (last && last->start + last->length == page) {
    last->length += page_size;
  } else if (count < MOST_RANGES) {
    list->range[count] = (struct range){page, page_size};
    list->count = count + 1;
  }
}

static void add_touched(struct list *list, enum kind kind, int pagemap, uintptr_t start,
                        uintptr_t end) {
  uint64_t entry[MOST_ENTRIES];
  while (start < end) {
    uintptr_t count = (end - start) / page_size;
    if (count > MOST_ENTRIES) count = MOST_ENTRIES;
    off_t at = (off_t)(start / page_size * sizeof entry[0]);
    ssize_t size = pread(pagemap, entry, count * sizeof entry[0], at);
    if (size <= 0) return;
    for (uintptr_t i = 0; i < (uintptr_t)size / sizeof entry[0]; i++, start += page_size)
      if ((entry[i] & kinds[kind].bits) == kinds[kind].bits) add(list, kind, start);
  }
}

static void add_all(struct list list[KINDS], FILE *maps, int pagemap) {
  char line[4096], mode[5];
  uintptr_t start, end;
  while (fgets(line, sizeof line, maps)) {
    if (sscanf(line, "%lx-%lx %4s", &start, &end, mode) != 3) continue;
    if (mode[3] != 'p') continue; /* shared: a child has them as its parent has */
    if (mode[0] != 'r') continue; /* only reserved: that may be terabytes */
    enum kind kind = mode[1] == 'w' ? WRITTEN : READ;
    add_touched(&list[kind], kind, pagemap, start, end);
  }
}

/* In a child, at its end. Nobody waits for that, but the processor. */
void tell_touched(void) {
  if (!is_teller) return;
  FILE *maps = fopen("/proc/self/maps", "re");
  int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  int index = touched->told == 1;
  struct list *list = touched->list[index];
  if (!maps || pagemap < 0) return;
  for (int kind = 0; kind < KINDS; kind++) list[kind].count = list[kind].pages = 0;
  add_all(list, maps, pagemap);
  __atomic_store_n(&touched->told, index + 1, __ATOMIC_RELEASE);
}
