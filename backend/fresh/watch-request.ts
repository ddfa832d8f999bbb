/** What modules ask about the request while they are loaded. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Findings } from './findings.ts';
import { questions } from './questions.ts';
import { isOurs, trapCall, trapProperty } from './traps.ts';

const ofProcess = {
  argv0: 'reads the arguments',
  stdin: 'uses standard input',
  pid: 'reads the process id',
  ppid: 'reads the parent’s process id',
};

const callsOfProcess = {
  chdir: 'changes the current directory',
  umask: 'reads the umask',
  hrtime: 'reads the clock',
  uptime: 'reads the clock',
  emitWarning: 'warns',
  memoryUsage: 'reads the use of memory',
  cpuUsage: 'reads the clock',
  resourceUsage: 'reads the clock',
};

/** All others make keys, or random numbers. */
const plainCrypto = new Set([
  'createHash',
  'getCiphers',
  'getCurves',
  'getHashes',
  'timingSafeEqual',
]);
/** The same as long as the machine is up; all others are asked for somebody. */
const plainSystem = new Set([
  ...['arch', 'availableParallelism', 'cpus', 'endianness', 'machine', 'platform', 'release'],
  ...['type', 'version'],
]);

const comments = /^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm;

/** Its own file, to see what it does with what it reads. */
function sourceOf(name: string | undefined): string {
  try {
    if (name === undefined) return '';
    const path = name.startsWith('file:') ? fileURLToPath(name) : name;
    return readFileSync(path, 'utf8').replace(comments, '');
  } catch {
    return '';
  }
}

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Object.keys(process.env).filter((key) => /^debug_/i.test(key)), as `debug` has it. */
const listing = /\bprocess\.env\b(?!\s*(?:\.|\[))/g;
const filtered =
  /Object\.keys\(process\.env\)\.filter\((?:function\s*)?\(?(\w+)\)?\s*(?:=>)?\s*\{?\s*return\s*\/\^(\w+)\/i\.test\(\1\)/g;

function noteListing(findings: Findings): void {
  const source = sourceOf(findings.culprit);
  const beginnings = [...source.matchAll(filtered)].map((match) => match[2] ?? '');
  const isAll = beginnings.length === 0 || beginnings.length < countOf(source, listing);
  for (const beginning of isAll ? [''] : beginnings) findings.ask(questions.names(beginning));
}

/** A mark that never gets out: '\0OPEN' + Math.random() + '\0', as `brace-expansion` has it. */
const random = /\bMath\.random\b/g;
const mark = /(['"])\\0\w+\1\s*\+\s*Math\.random\(\)(?:\.toFixed\(\d+\))?\s*\+\s*(['"])\\0\2/g;

function noteRandom(findings: Findings): void {
  const source = sourceOf(findings.culprit);
  const isMark = countOf(source, mark) > 0 && countOf(source, mark) === countOf(source, random);
  if (!isMark) findings.blame('uses random numbers');
}

/** Reading a variable is a question; one that the run has changed is nobody's before. */
function watchEnvironment(findings: Findings, changed: ReadonlySet<string>): void {
  const { env } = process;
  /** Whose existence is told by the list itself. */
  let listed = new Set<string | symbol>();
  const read = (name: string | symbol) => {
    if (typeof name !== 'string') return;
    if (changed.has(name)) findings.blame(`reads the variable ${name}, which the script sets`);
    findings.ask(questions.variable(name));
  };
  process.env = new Proxy(env, {
    get(target, name) {
      read(name);
      return Reflect.get(target, name);
    },
    has(target, name) {
      read(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      if (!listed.delete(name)) read(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      noteListing(findings);
      const names = Reflect.ownKeys(target);
      listed = new Set(names);
      return names;
    },
  });
  trapCall(Object, 'getOwnPropertyDescriptors', ([target]) => {
    if (target === process.env) findings.blame('reads the whole environment');
  });
}

/** Whether an argument is there is a question; anything else depends on all of them. */
function watchArguments(findings: Findings): void {
  const blame = () => findings.blame('reads the arguments');
  const refuse =
    (way: keyof typeof Reflect) =>
    (...args: never[]) => {
      blame();
      return (Reflect[way] as unknown as (...args: never[]) => never)(...args);
    };
  const looker = (args: string[], way: 'includes' | 'indexOf') => (word: string, from?: number) => {
    if (typeof word !== 'string' || from !== undefined) blame();
    else findings.ask(questions.argument(word));
    return args[way](word, from);
  };
  const stand = (args: string[]) =>
    new Proxy(args, {
      get(target, name) {
        if (name === 'includes' || name === 'indexOf') return looker(target, name);
        blame();
        return Reflect.get(target, name);
      },
      has: refuse('has'),
      ownKeys: refuse('ownKeys'),
      set: refuse('set'),
      getOwnPropertyDescriptor: refuse('getOwnPropertyDescriptor'),
    });
  const quiet = () => {};
  trapProperty(process, 'argv', quiet, (args) =>
    findings.lend(stand(args as string[]), 'keeps the arguments'),
  );
}

/** Whether it is a terminal is a question; anything else is done with the stream itself. */
function watchOutputs(findings: Findings): void {
  const { isatty } = require('node:tty') as typeof import('node:tty');
  for (const [fd, name] of [
    [1, 'stdout'],
    [2, 'stderr'],
  ] as const) {
    const plain = Object.getOwnPropertyDescriptor(process, name)?.get;
    const stand = () =>
      new Proxy(
        {},
        {
          get(_, key) {
            if (key === 'fd') return fd;
            if (key !== 'isTTY') return refused(key);
            findings.ask(questions.terminal(fd));
            return isatty(fd) || undefined;
          },
          set(_, key, value) {
            return Reflect.set(blamed(), key, value);
          },
          has: (_, key) => Reflect.has(blamed(), key),
          getPrototypeOf: () => Object.getPrototypeOf(blamed()),
        },
      );
    const blamed = (): object => {
      findings.blame(fd === 1 ? 'uses standard output' : 'uses standard error');
      return plain?.call(process);
    };
    const refused = (key: string | symbol): unknown => {
      const stream = blamed();
      const value = Reflect.get(stream, key);
      return typeof value === 'function' ? value.bind(stream) : value;
    };
    const why = fd === 1 ? 'keeps standard output' : 'keeps standard error';
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get: () => (findings.areWe ? plain?.call(process) : findings.lend(stand(), why)),
    });
  }
  trapCall(require('node:tty'), 'isatty', ([fd]) => {
    if (fd === 0 || fd === 1 || fd === 2) findings.ask(questions.terminal(fd));
  });
}

/** As far as a call of it without arguments, or at all, says what time it is, or where. */
function watchClock(findings: Findings): void {
  const told = () => findings.blame('reads the clock');
  trapCall(Date, 'now', told);
  trapCall(globalThis, 'Date', (args) => {
    if (args.length === 0) told();
  });
  trapCall(Object.getPrototypeOf(performance), 'now', told);
  const zone = () => findings.ask(questions.variable('TZ'));
  for (const name of ['getTimezoneOffset', 'toString', 'getHours', 'getDate'])
    trapCall(Date.prototype, name, zone);
  trapCall(Intl, 'DateTimeFormat', zone);
}

const functionsOf = (module: object): string[] =>
  Object.keys(module).filter((name) => {
    const { value } = Object.getOwnPropertyDescriptor(module, name) ?? {};
    return typeof value === 'function' && /^[a-z]/.test(name);
  });

function watchSystem(findings: Findings): void {
  const os = require('node:os') as typeof import('node:os');
  for (const name of functionsOf(os))
    if (!plainSystem.has(name)) trapCall(os, name, () => findings.blame('asks about the system'));
}

/** What is done later is done in the run. */
function watchLater(findings: Findings): void {
  const told = (_: unknown[], caller: () => string) => {
    if (!isOurs(caller())) findings.blame('leaves something to be done later');
  };
  trapCall(process, 'nextTick', told);
  for (const name of ['setImmediate', 'setInterval', 'setTimeout']) {
    trapCall(globalThis, name, told);
    trapCall(require('node:timers'), name, told);
  }
  trapCall(globalThis, 'queueMicrotask', told);
  trapCall(Promise.prototype, 'then', told);
}

function watchRandom(findings: Findings): void {
  const told = () => findings.blame('uses random numbers');
  const crypto = require('node:crypto') as typeof import('node:crypto');
  for (const name of functionsOf(crypto)) if (!plainCrypto.has(name)) trapCall(crypto, name, told);
  const web = Object.getPrototypeOf(crypto.webcrypto);
  for (const name of ['getRandomValues', 'randomUUID']) trapCall(web, name, told);
  trapCall(Math, 'random', () => noteRandom(findings));
}

/**
 * @param changed variables that a run had changed when it ended
 * @param globals names that it had made
 */
export function watchRequest(
  findings: Findings,
  changed: ReadonlySet<string>,
  globals: readonly string[],
): void {
  const blame = (why: string) => () => findings.blame(why);
  for (const [name, why] of Object.entries(ofProcess)) trapProperty(process, name, blame(why));
  trapCall(process.hrtime, 'bigint', blame('reads the clock'));
  for (const [name, why] of Object.entries(callsOfProcess)) trapCall(process, name, blame(why));
  trapCall(process, 'cwd', () => findings.ask(questions.directory));
  for (const name of globals)
    trapProperty(globalThis, name, blame(`reads the global ${name}, which the script makes`));
  watchArguments(findings);
  watchOutputs(findings);
  watchClock(findings);
  watchRandom(findings);
  watchSystem(findings);
  watchLater(findings);
  watchEnvironment(findings, changed);
}
