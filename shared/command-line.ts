/**
 * The command line, the environment and the `#!` line; a later one wins, in this order. Texts are
 * bytes, one character for each: frontend/options.c reads the same.
 */
import { SpeedyError } from './errors.ts';
import { chooseInterpreter, perlName } from './interpreter.ts';
import { faultOf } from './option-kind.ts';
import {
  administering,
  environmentName,
  environmentPrefix,
  type Option,
  type OptionName,
  type OptionValues,
  options,
  perlPrefix,
} from './options.ts';

/** In the environment: run the interpreter directly. */
export const offSetting = 'SPEEDY_OFF=1';
/**
 * In the environment of the runs that --check makes: TmpBase, whatever else says, and a name for
 * what it tells a backend. They are no checks themselves.
 */
export const checkingName = 'SPEEDY_CHECKING';

const maxInterpreterOptions = 64;
const maxLine = 511;

export interface Invocation {
  values: OptionValues;
  interpreter: string[];
  /** What to do instead of running anything: to print a text, or to administer backends. */
  instead: 'Help' | 'Version' | 'Administration' | undefined;
  /** Run the script several times, and compare. */
  check: boolean;
  /** The value of SPEEDY_CHECKING. */
  checking: string | undefined;
  /** It was called as perperl, or the `#!` line names that. */
  isPerl: boolean;
}

const table: readonly Option[] = options;

function set(invocation: Invocation, option: Option, value: string, spelled: string): void {
  const fault = faultOf(option.kind, value);
  if (fault !== undefined) throw new SpeedyError(fault, spelled);
  invocation.values[option.name as OptionName] = value;
}

const administers = ({ name }: Option): boolean => administering.some((one) => one === name);

function findLong(token: string): Option | undefined {
  const [name] = token.slice(2).split('=', 1);
  return token.startsWith('--') ? table.find((option) => option.long === name) : undefined;
}

/** One of speedy's own options; `next` is the token behind it. Returns how many it used. */
function ownOption(invocation: Invocation, token: string, next: string | undefined): number {
  const isLong = token.startsWith('--');
  const option = isLong ? findLong(token) : table.find(({ letter }) => letter === token[1]);
  if (option === undefined) throw new SpeedyError('unknownOption', token);
  const equals = token.indexOf('=');
  const joined = isLong
    ? equals < 0
      ? undefined
      : token.slice(equals + 1)
    : token.slice(2) || undefined;
  if (option.kind === 'flag') {
    if (joined !== undefined) throw new SpeedyError('unknownOption', token);
    if (option.name === 'Check') invocation.check = true;
    else if (administers(option)) invocation.instead ??= 'Administration';
    else invocation.instead ??= option.name as 'Help' | 'Version';
    return 1;
  }
  const value = joined ?? option.bare;
  if (value !== undefined) {
    set(invocation, option, value, token);
    return 1;
  }
  if (next === undefined) throw new SpeedyError('missingValue', token);
  set(invocation, option, next, token);
  return 2;
}

/**
 * Reads tokens up to the first that is no option: the interpreter's up to `--`, then our own. A
 * long option of ours is ours on either side, and so are -h and -v where nothing follows.
 * @returns how many tokens were read
 */
function readTokens(invocation: Invocation, tokens: readonly string[]): number {
  let own = false;
  let i = 0;
  for (let token = tokens[0]; token !== undefined && /^-./s.test(token); token = tokens[i]) {
    if (invocation.instead !== undefined) break;
    const alone = tokens.length === 1 && (token === '-h' || token === '-v');
    if (!own && token === '--') {
      own = true;
      i++;
    } else if (own || alone || findLong(token) !== undefined) {
      i += ownOption(invocation, token, tokens[i + 1]);
    } else {
      if (invocation.interpreter.length === maxInterpreterOptions) {
        throw new SpeedyError('tooManyOptions', token);
      }
      invocation.interpreter.push(token);
      i++;
    }
  }
  return i;
}

function split(text: string): string[] {
  const words = text.split(/[ \t\r\n]+/).filter((word) => word !== '');
  const beyond = words[maxInterpreterOptions];
  if (beyond !== undefined) throw new SpeedyError('tooManyOptions', beyond);
  return words;
}

/** Tokens of a text that may hold nothing but options. */
function readText(invocation: Invocation, text: string): void {
  const tokens = split(text);
  const strange = tokens[readTokens(invocation, tokens)];
  if (strange !== undefined && invocation.instead === undefined)
    throw new SpeedyError('unknownOption', strange);
}

/**
 * Options before the script, which the kernel hands over as one argument from a `#!` line.
 * @returns the index of the script in `args`
 */
export function readArguments(invocation: Invocation, args: readonly string[]): number {
  const [first = ''] = args;
  if (args.length > 1 && first.length <= maxLine && /^-.*[ \t]/s.test(first)) {
    readText(invocation, first);
    return 1;
  }
  return readTokens(invocation, args);
}

export function readEnvironment(invocation: Invocation, environment: NodeJS.ProcessEnv): void {
  invocation.checking = environment[checkingName];
  for (const option of table) {
    const name = environmentName(option, invocation.isPerl ? perlPrefix : environmentPrefix);
    const value = environment[name];
    if (option.kind === 'flag' || value === undefined) continue;
    set(invocation, option, value, `${name}=${value}`);
  }
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * The options in a `#!` line of ours: what stands behind the path, or behind `env [-S] path`.
 * @returns undefined if the line names another program: its options are not for us
 */
function lineOptions(invocation: Invocation, text: string): string | undefined {
  const line = /^#!([^\n\0]*)/.exec(text)?.[1] ?? '';
  for (const word of line.matchAll(/[^ \t\r]+/g)) {
    const name = baseName(word[0]);
    if (name.startsWith(perlName)) invocation.isPerl = true;
    if (name.startsWith('speedy') || name.startsWith(perlName))
      return line.slice(word.index + word[0].length);
    if (name !== 'env' && word[0] !== '-S') return undefined;
  }
  return undefined;
}

/** Started through the `#!` line, its options stood on the command line as well: once is enough. */
function dropRepeated(interpreter: string[], first: number): void {
  const [before, after] = [interpreter.slice(0, first), interpreter.slice(first)];
  if (before.join('\0') === after.join('\0')) interpreter.length = first;
}

export function readLine(invocation: Invocation, text: string): void {
  const rest = lineOptions(invocation, text);
  const first = invocation.interpreter.length;
  if (rest !== undefined) readText(invocation, rest);
  dropRepeated(invocation.interpreter, first);
  if (invocation.checking === undefined) return;
  invocation.check = false;
  invocation.values.TmpBase = invocation.checking;
}

/** All has been read that says which interpreter is meant. @throws SpeedyError */
export function readInterpreter(invocation: Invocation, script: string): void {
  const { values, isPerl, interpreter } = invocation;
  values.Interpreter = chooseInterpreter(values.Interpreter, isPerl, script, interpreter);
}

/** @param program as it was called */
export function newInvocation(program = ''): Invocation {
  const entries = options.map((option) => [option.name, option.fallback]);
  const values = Object.fromEntries(entries) as OptionValues;
  const isPerl = baseName(program).startsWith(perlName);
  return { values, interpreter: [], instead: undefined, check: false, checking: undefined, isPerl };
}
