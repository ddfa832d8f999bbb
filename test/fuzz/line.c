/* What is told to a frontend by its command line, its environment and a script's first line. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../frontend/speedy.h"
#include "fuzz.h"

enum { MOST = 64 };

extern char **environ;
static char script[64];

static void write_script(const char *text, size_t size) {
  if (!*script) snprintf(script, sizeof script, "%s/script", temporary());
  int fd = open(script, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  expect(write(fd, text, size) == (ssize_t)size, "it is written");
  close(fd);
}

static void check(const struct run *run, char *const *argv) {
  expect(run->interpreter_count >= 0 && run->interpreter_count <= MAX_INTERPRETER_OPTIONS, "count");
  for (int id = 0; id < OPTION_COUNT; id++) expect(run->value[id] != NULL, "each option has a value");
  /* Who is asked to administer backends needs no script. */
  expect(run->administers || run->args > (char **)argv, "the arguments are among those that were given");
}

/* The script's text up to the first 0xff, then arguments, and variables behind the next, by NULs. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1), *argv[MOST + 2] = {"speedy"}, *variables[MOST + 1] = {0};
  memcpy(text, data, size);
  text[size] = 0;
  char *end = memchr(text, 0xff, size), *to = end ? end : text + size;
  write_script(text, (size_t)(to - text));
  int argc = 1, count = 0, is_environment = 0;
  for (char *word = to + 1; end && word < text + size; word += strlen(word) + 1) {
    if ((unsigned char)*word == 0xff) is_environment = 1;
    if (is_environment && count < MOST) variables[count++] = word;
    else if (argc < MOST) argv[argc++] = word;
  }
  argv[argc++] = script;
  int next = dup(0); /* the number that the script gets, which the frontend leaves open */
  close(next);
  char **before = environ;
  environ = variables;
  struct run *run = calloc(1, sizeof *run);
  if (setjmp(failed) == 0) {
    read_command_line(run, argc, argv);
    check(run, argv);
  }
  environ = before;
  free(run);
  free(text);
  close(next);
  return 0;
}
