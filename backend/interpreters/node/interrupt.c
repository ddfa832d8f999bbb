/* Asks V8 to call a function between two steps of the JavaScript that is running, when a signal comes:
 * a busy loop comes by there, too. It is called in the loop's own thread, on top of its stack. */
#include <errno.h>
#include <signal.h>
#include <stddef.h>

typedef void function(void *isolate, void *data);

/* v8::Isolate::RequestInterrupt(InterruptCallback, void *) */
__attribute__((weak)) void request_interrupt(void *isolate, function *called, void *data) __asm__(
    "_ZN2v87Isolate16RequestInterruptEPFvPS0_PvES2_");

static void *isolate;
static function *called;

static void interrupt(int signal) {
  int kept = errno;
  (void)signal;
  request_interrupt(isolate, called, NULL);
  errno = kept;
}

/* Returns -1 where that can't be. */
int interrupt_at(int signal, void *of, function *what) {
  struct sigaction action = {.sa_handler = interrupt, .sa_flags = SA_RESTART};
  if (request_interrupt == NULL) return -1;
  isolate = of;
  called = what;
  return sigaction(signal, &action, NULL);
}
