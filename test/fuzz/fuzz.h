/* What the fuzzed parts of the frontend get in the place of their surroundings. A failure that they
 * would tell ends the attempt, and nothing is signalled: see surroundings.c. */
#ifndef FUZZ_H
#define FUZZ_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

/* Where a failure leads: set it with setjmp() first. */
extern jmp_buf failed;
/* Ends the fuzzer: what it was given is kept. */
void expect(int is_true, const char *what);
/* A directory that is gone with the process. */
const char *temporary(void);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
