/* Which interpreter runs the script, where no option says so: shared/interpreter.ts chooses the same. */
#include <string.h>

#include "speedy.h"

static int has_ending(const char *script, const char *const *ending) {
  size_t length = strlen(script);
  for (; *ending; ending++) {
    size_t size = strlen(*ending);
    if (length >= size && strcmp(script + length - size, *ending) == 0) return 1;
  }
  return 0;
}

static int is_nodes(const char *option) {
  return option[1] == '-' || strchr(NODE_LETTERS, option[1]) != NULL;
}

/* Options that one of them has, and the other has not. */
static const char *by_options(const struct run *run) {
  const char *perls = NULL;
  int nodes = 0;
  for (int i = 0; i < run->interpreter_count; i++) {
    if (!perls && strchr(PERL_LETTERS, run->interpreter[i][1])) perls = run->interpreter[i];
    nodes |= is_nodes(run->interpreter[i]);
  }
  if (perls && nodes) fail(MIXED_OPTIONS, perls);
  return perls ? "perl" : "node";
}

static const char *by_script(const struct run *run) {
  static const char *const node[] = {NODE_ENDINGS, NULL}, *const perl[] = {PERL_ENDINGS, NULL};
  if (has_ending(run->script, node)) return "node";
  return has_ending(run->script, perl) ? "perl" : by_options(run);
}

void choose_interpreter(struct run *run) {
  const char **name = &run->value[OPTION_INTERPRETER];
  if (strcmp(*name, "node") == 0 || strcmp(*name, "perl") == 0) return;
  if (strcmp(*name, "auto") != 0) fail(BAD_INTERPRETER, *name);
  *name = run->is_perl ? "perl" : by_script(run);
}
