/* The command line, the environment and the #! line; a later one wins, in this order. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "speedy.h"

extern char **environ;

static const struct {
  char letter;
  const char *name, *environment, *fallback, *bare;
  enum kind kind;
} options[] = {OPTIONS};
static const char *const start_names[] = {START_VARIABLES};
static const char *const choices[] = {CHOICES};

static int is_choice(const char *value) {
  for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
    if (strcmp(choices[i], value) == 0) return 1;
  return 0;
}

static void set(struct run *run, int id, const char *value, const char *spelled) {
  if (options[id].kind == NUMBER) {
    uint64_t number = 0;
    const char *digit = value;
    for (; *digit >= '0' && *digit <= '9' && number <= LARGEST_NUMBER; digit++)
      number = number * 10 + (uint64_t)(*digit - '0');
    if (digit == value || *digit || number > LARGEST_NUMBER) fail(BAD_NUMBER, spelled);
    run->number[id] = (uint32_t)number;
  }
  if (options[id].kind == PATH && *value != '/') fail(BAD_PATH, spelled);
  if (options[id].kind == SWITCH) {
    if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0) fail(BAD_SWITCH, spelled);
    run->number[id] = value[0] == '1';
  }
  if (options[id].kind == CHOICE && !is_choice(value)) fail(BAD_CHOICE, spelled);
  run->value[id] = value;
}

/* --name, --name=value. Returns the option, or -1, and where its value begins or null. */
static int find_long(const char *token, const char **value) {
  size_t length = strcspn(token, "=");
  *value = token[length] ? token + length + 1 : NULL;
  for (int id = 0; id < OPTION_COUNT; id++)
    if (strncmp(options[id].name, token, length) == 0 && !options[id].name[length]) return id;
  return -1;
}

static int find_letter(char letter) {
  for (int id = 0; id < OPTION_COUNT; id++)
    if (options[id].letter == letter) return id;
  return -1;
}

static void print_and_exit(const char *text) {
  size_t left = strlen(text);
  for (ssize_t n; left > 0 && (n = write(1, text, left)) > 0; text += n) left -= (size_t)n;
  _exit(left > 0);
}

/* One of speedy's own options; next is the token behind it, or null. Returns how many it used. */
static int own_option(struct run *run, const char *token, const char *next) {
  const char *value;
  int id = token[1] == '-' ? find_long(token + 2, &value) : find_letter(token[1]);
  if (id < 0) fail(UNKNOWN_OPTION, token);
  int is_long = token[1] == '-', used = 1;
  if (!is_long) value = token[2] ? token + 2 : NULL;
  if (options[id].kind == FLAG) {
    if (value) fail(UNKNOWN_OPTION, token);
    if (id == OPTION_CHECK) return run->check = 1;
    if (ADMINISTERS(id)) return run->administers = 1;
    print_and_exit(id == OPTION_VERSION ? VERSION_TEXT : HELP_TEXT);
  }
  if (!value) value = options[id].bare;
  if (!value) {
    if (!next) fail(MISSING_VALUE, token);
    value = next;
    used = 2;
  }
  set(run, id, value, token);
  return used;
}

/* Tokens up to the first that is no option: the interpreter's up to --, then our own. A long
 * option of ours is ours on either side, and so are -h and -v where nothing follows.
 * Returns how many tokens were read. */
static int read_tokens(struct run *run, char **token, int count) {
  int i = 0, own = 0;
  while (i < count && token[i][0] == '-' && token[i][1] && !run->administers) {
    const char *value;
    if (!own && strcmp(token[i], "--") == 0) {
      own = 1;
      i++;
    } else if (own || (token[i][1] == '-' && find_long(token[i] + 2, &value) >= 0) ||
               (count == 1 && (!strcmp(token[i], "-h") || !strcmp(token[i], "-v")))) {
      i += own_option(run, token[i], i + 1 < count ? token[i + 1] : NULL);
    } else {
      if (run->interpreter_count == MAX_INTERPRETER_OPTIONS) fail(TOO_MANY_OPTIONS, token[i]);
      run->interpreter[run->interpreter_count++] = token[i++];
    }
  }
  return i;
}

/* Splits text on white space, in place. */
static int split(char *text, char **token, int most) {
  int count = 0;
  for (char *next = strtok(text, " \t\r\n"); next; next = strtok(NULL, " \t\r\n")) {
    if (count == most) fail(TOO_MANY_OPTIONS, next);
    token[count++] = next;
  }
  return count;
}

/* In one walk: our own variables, and those that shape a backend. */
static void read_environment(struct run *run) {
  const char *own = run->is_perl ? PERL_PREFIX : ENVIRONMENT_PREFIX;
  const size_t prefix = strlen(own), checking = sizeof CHECKING - 1;
  for (char **entry = environ; *entry; entry++) {
    if (strcmp(*entry, OFF_SETTING) == 0) run->off = 1;
    if (strncmp(*entry, CHECKING, checking) == 0) run->checking = *entry + checking;
    if (strncmp(*entry, own, prefix) == 0) {
      for (int id = 0; id < OPTION_COUNT; id++) {
        size_t length = strlen(options[id].environment);
        const char *name = *entry + prefix;
        if (options[id].kind != FLAG && strncmp(name, options[id].environment, length) == 0 &&
            name[length] == '=')
          set(run, id, name + length + 1, *entry);
      }
      continue;
    }
    if (!strchr(START_INITIALS, **entry)) continue;
    for (int i = 0; i < START_VARIABLE_COUNT; i++) {
      size_t length = strlen(start_names[i]);
      if (strncmp(*entry, start_names[i], length) == 0 && (*entry)[length] == '=')
        run->start_variable[i] = *entry;
    }
  }
}

static int begins(const char *text, const char *with) {
  return strncmp(text, with, strlen(with)) == 0;
}

static int is_word(const char *word, size_t length, const char *text) {
  return length == strlen(text) && strncmp(word, text, length) == 0;
}

/* The options in a #! line of ours: what stands behind the path, or behind `env [-S] path`.
 * Null if the line names another program: its options are not for us. */
static char *line_options(struct run *run, char *line) {
  if (line[0] != '#' || line[1] != '!') return NULL;
  line[strcspn(line, "\n")] = 0;
  char *word = line + 2 + strspn(line + 2, " \t");
  for (int behind_env = 0; *word;) {
    size_t length = strcspn(word, " \t\r");
    char *end = word + length, *base = end, *next = end + strspn(end, " \t\r");
    while (base > word && base[-1] != '/') base--;
    run->is_perl |= begins(base, PERL_NAME);
    if (begins(base, "speedy") || begins(base, PERL_NAME)) return next;
    if (behind_env ? !is_word(word, length, "-S") : !is_word(base, (size_t)(end - base), "env"))
      return NULL;
    behind_env = 1;
    word = next;
  }
  return NULL;
}

/* Tokens of a text that may hold nothing but options. */
static void read_text(struct run *run, char *text) {
  char *token[MAX_INTERPRETER_OPTIONS];
  int count = split(text, token, MAX_INTERPRETER_OPTIONS);
  int used = read_tokens(run, token, count);
  if (used < count && !run->administers) fail(UNKNOWN_OPTION, token[used]);
}

/* Options before the script, which the kernel hands over as one argument from a #! line.
 * Returns where the script stands in argv. */
static int read_arguments(struct run *run, int argc, char **argv) {
  static char text[512];
  if (argc > 2 && argv[1][0] == '-' && argv[1][strcspn(argv[1], " \t")] &&
      strlen(argv[1]) < sizeof text) {
    read_text(run, strcpy(text, argv[1]));
    return 2;
  }
  return 1 + read_tokens(run, argv + 1, argc - 1);
}

/* Started through the #! line, its options stood on the command line as well: once is enough. */
static void drop_repeated(struct run *run, int first) {
  int count = run->interpreter_count - first;
  if (count != first) return;
  for (int i = 0; i < count; i++)
    if (strcmp(run->interpreter[i], run->interpreter[first + i]) != 0) return;
  run->interpreter_count = first;
}

void read_command_line(struct run *run, int argc, char **argv) {
  static char line[512];
  for (int id = 0; id < OPTION_COUNT; id++) set(run, id, options[id].fallback, options[id].name);
  const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
  run->is_perl = argc > 0 && begins(slash ? slash + 1 : argv[0], PERL_NAME);
  int script = read_arguments(run, argc, argv);
  if (run->administers) return;
  if (script >= argc || !argv[script][0] || argv[script][0] == '-') fail(NO_SCRIPT, "script");
  run->script = argv[script];
  run->args = argv + script + 1;
  read_environment(run);
  open_script(run, line, sizeof line);
  char *rest = line_options(run, line);
  int first = run->interpreter_count;
  if (rest) read_text(run, rest);
  drop_repeated(run, first);
  choose_interpreter(run);
  if (!run->checking) return;
  run->check = 0;
  run->value[OPTION_TMP_BASE] = run->checking;
}
