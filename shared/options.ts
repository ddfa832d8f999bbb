/**
 * The one table of options: the command line, the environment, the `#!` line, the help text, the
 * manual and the C frontend all come from it.
 */

export interface Option {
  /** As in the original's documentation; in the environment upper case, after SPEEDY_. */
  readonly name: string;
  /** Empty if there is only the long form. */
  readonly letter: string;
  readonly long: string;
  /**
   * A number takes its value joined or after a space, `optional`, `switch` and `choice` only joined,
   * a flag none. A switch is 0 or 1, a choice one of `choices`, a path absolute.
   */
  readonly kind: 'number' | 'text' | 'path' | 'optional' | 'switch' | 'choice' | 'flag';
  /** The value when nobody sets one, and that of the bare letter (`-g`). */
  readonly fallback: string;
  readonly bare?: string;
  readonly value: string;
  /** Whether two values mean two groups of backends. */
  readonly shapesBackend: boolean;
  readonly help: string;
}

/** What LeakCheck may be. */
export const choices = ['off', 'warn', 'retire'] as const;

export const options = [
  {
    name: 'BackendProg',
    letter: 'p',
    long: 'backend-prog',
    kind: 'text',
    fallback: '',
    value: 'path',
    shapesBackend: true,
    help: 'Program to start as a backend; the installed speedy_backend if empty.',
  },
  {
    name: 'BufsizGet',
    letter: 'B',
    long: 'bufsiz-get',
    kind: 'number',
    fallback: '0',
    value: 'bytes',
    shapesBackend: false,
    help: 'Relay output to pipes and sockets through a buffer of this size: once the rest fits it, the backend is free, however slow the reader; 0: no relay.',
  },
  {
    name: 'BufsizPost',
    letter: 'b',
    long: 'bufsiz-post',
    kind: 'number',
    fallback: '0',
    value: 'bytes',
    shapesBackend: false,
    help: 'Relay input from a pipe or socket through a buffer of this size, which is read ahead; 0: no relay.',
  },
  {
    name: 'Group',
    letter: 'g',
    long: 'group',
    kind: 'optional',
    fallback: 'none',
    bare: 'default',
    value: 'name',
    shapesBackend: false,
    help: 'Scripts of one group share backends; -g alone is the group "default", none is no group.',
  },
  {
    name: 'MaxBackends',
    letter: 'M',
    long: 'max-backends',
    kind: 'number',
    fallback: '0',
    value: 'number',
    shapesBackend: true,
    help: 'At most this many backends for the script or group, further requests wait in line; 0: as many as are needed.',
  },
  {
    name: 'MaxRuns',
    letter: 'r',
    long: 'max-runs',
    kind: 'number',
    fallback: '500',
    value: 'number',
    shapesBackend: true,
    help: 'Replace a backend after this many runs; 0: never.',
  },
  {
    name: 'Timeout',
    letter: 't',
    long: 'timeout',
    kind: 'number',
    fallback: '3600',
    value: 'seconds',
    shapesBackend: true,
    help: 'A backend idle for this many seconds leaves; 0: never.',
  },
  {
    name: 'TmpBase',
    letter: 'T',
    long: 'tmp-base',
    kind: 'path',
    fallback: '/tmp/speedy',
    value: 'path',
    shapesBackend: false,
    help: 'Prefix of the directory with the queues and sockets; a dot and the user id are added.',
  },
  {
    name: 'Interpreter',
    letter: 'i',
    long: 'interpreter',
    kind: 'text',
    fallback: 'auto',
    value: 'name',
    shapesBackend: true,
    help: 'What runs the script: node, perl, or auto: perl for .pl and .pm, for options of perl, and as perperl; else node.',
  },
  {
    name: 'Fresh',
    letter: 'f',
    long: 'fresh',
    kind: 'switch',
    fallback: '0',
    bare: '1',
    value: '0|1',
    shapesBackend: true,
    help: 'Run the script in a fresh process each time, which is made ahead of need: nothing of one run is there in the next.',
  },
  {
    name: 'Ahead',
    letter: '',
    long: 'ahead',
    kind: 'switch',
    fallback: '0',
    bare: '1',
    value: '0|1',
    shapesBackend: true,
    help: 'With -f: load modules ahead of the runs, as far as they do the same then; they see nothing that the script does before.',
  },
  {
    name: 'MaxMemory',
    letter: 'm',
    long: 'max-memory',
    kind: 'number',
    fallback: '0',
    value: 'megabytes',
    shapesBackend: true,
    help: 'Replace a backend whose process has more than this resident in memory after a run; 0: never.',
  },
  {
    name: 'MaxAge',
    letter: 'a',
    long: 'max-age',
    kind: 'number',
    fallback: '0',
    value: 'seconds',
    shapesBackend: true,
    help: 'Replace a backend this many seconds after it was started, between two runs; 0: never.',
  },
  {
    name: 'MaxRunTime',
    letter: 'x',
    long: 'max-run-time',
    kind: 'number',
    fallback: '0',
    value: 'seconds',
    shapesBackend: true,
    help: 'End a run that takes longer, also one in a busy loop: with TERM, and two seconds later with KILL; 0: never.',
  },
  {
    name: 'MinSpare',
    letter: 's',
    long: 'min-spare',
    kind: 'number',
    fallback: '0',
    value: 'number',
    shapesBackend: true,
    help: 'Keep this many idle backends ready beyond those that serve, within MaxBackends; with -f at least one. 0: none, with -f two where Node.js is forked, else one.',
  },
  {
    name: 'LeakCheck',
    letter: 'l',
    long: 'leak-check',
    kind: 'choice',
    fallback: 'off',
    bare: 'warn',
    value: choices.join('|'),
    shapesBackend: true,
    help: 'Say in the log what each run leaves behind: warn; with retire, also replace a backend in which that grows.',
  },
  {
    name: 'Check',
    letter: '',
    long: 'check',
    kind: 'flag',
    fallback: '',
    value: '',
    shapesBackend: false,
    help: 'Run the script several times, with and without speedy, and say what differs; with --ahead also what is loaded ahead.',
  },
  {
    name: 'Status',
    letter: '',
    long: 'status',
    kind: 'flag',
    fallback: '',
    value: '',
    shapesBackend: false,
    help: 'Show the backends of the scripts that are named, of the group of -g, or all of yours.',
  },
  {
    name: 'Json',
    letter: '',
    long: 'json',
    kind: 'flag',
    fallback: '',
    value: '',
    shapesBackend: false,
    help: 'With --status: show them as JSON, for programs.',
  },
  {
    name: 'Stop',
    letter: '',
    long: 'stop',
    kind: 'flag',
    fallback: '',
    value: '',
    shapesBackend: false,
    help: 'End these backends, behind the runs that they are in, and wait for that.',
  },
  {
    name: 'Reload',
    letter: '',
    long: 'reload',
    kind: 'flag',
    fallback: '',
    value: '',
    shapesBackend: false,
    help: 'Replace these backends by new ones, which load everything anew; runs come to their end.',
  },
  {
    name: 'Kill',
    letter: '',
    long: 'kill',
    kind: 'flag',
    fallback: '',
    value: '',
    shapesBackend: false,
    help: 'Kill these backends at once, and with them the runs that they are in.',
  },
  {
    name: 'Version',
    letter: 'v',
    long: 'version',
    kind: 'flag',
    fallback: '',
    value: '',
    shapesBackend: false,
    help: 'Print the version and end.',
  },
  {
    name: 'Help',
    letter: 'h',
    long: 'help',
    kind: 'flag',
    fallback: '',
    value: '',
    shapesBackend: false,
    help: 'Print this and end.',
  },
] as const satisfies readonly Option[];

/** Those that have a value; a flag has none. A backend is told them in this order. */
export const valueOptions: readonly Option[] = options.filter(({ kind }) => kind !== 'flag');

export type OptionName = (typeof options)[number]['name'];
export type OptionValues = Record<OptionName, string>;

/** Flags that another program acts on. No script need be named, and none is run. */
export const administering: readonly OptionName[] = ['Status', 'Json', 'Stop', 'Reload', 'Kill'];

/** The largest number that an option takes: what fits 31 bits. */
export const largestNumber = 2 ** 31 - 1;
export const environmentPrefix = 'SPEEDY_';
/** Called as perperl, speedy has variables of that name in place of its own. */
export const perlPrefix = 'PERPERL_';

/** @returns the name of the option's environment variable, SPEEDY_MAXRUNS for MaxRuns. */
export const environmentName = (option: Option, prefix = environmentPrefix): string =>
  prefix + option.name.toUpperCase();
