/** What is asked for: the command, and whose backends. Options stand before, behind and between scripts. */
import { resolve } from 'node:path';
import {
  type Invocation,
  newInvocation,
  readArguments,
  readEnvironment,
  readLine,
} from '../../shared/command-line.ts';
import { SpeedyError } from '../../shared/errors.ts';
import { administering, type OptionName, options } from '../../shared/options.ts';
import { identityOf } from '../../shared/scripts.ts';
import type { Variables } from '../invocation.ts';
import { openScript } from '../script.ts';

export type Command = 'Status' | 'Stop' | 'Reload' | 'Kill';

export interface Subject {
  /** TmpBase. */
  readonly base: string;
  /** Absolute; undefined for all. */
  readonly script?: string;
  /** Of the script; undefined if there is none any more. */
  readonly identity?: string;
  /** Why it can't be read. */
  readonly fault?: SpeedyError;
}

export interface Wish {
  readonly command: Command;
  readonly isJson: boolean;
  /** Of -g; undefined for all. */
  readonly group: string | undefined;
  readonly subjects: readonly Subject[];
}

type Texts = Extract<Invocation['instead'], 'Help' | 'Version'>;

const spelled = new Map(
  options
    .filter(({ name }) => administering.some((one) => one === name))
    .map(({ name, long }) => [`--${long}`, name as OptionName]),
);

/** From a #! line, the options come as one argument. */
function wordsOf(args: readonly string[]): string[] {
  const [first = '', ...rest] = args;
  return /^-.*[ \t]/s.test(first) ? [...first.split(/[ \t\r]+/), ...rest] : [...args];
}

function commandIn(named: readonly OptionName[]): Command {
  const commands = new Set(named.filter((name) => name !== 'Json'));
  const [command] = commands;
  const isFit = !named.includes('Json') || command === 'Status';
  if (command !== undefined && commands.size === 1 && isFit) return command as Command;
  throw new SpeedyError('notOneCommand', [...spelled.keys()].join(' '));
}

/** The script's #! line may say where its backends are. One that is wrong doesn't keep them there. */
function baseOf({ values }: Invocation, line: string): string {
  const invocation = { ...newInvocation(), values: { ...values } };
  try {
    readLine(invocation, line);
    return invocation.values.TmpBase;
  } catch {
    return values.TmpBase;
  }
}

function subjectOf(invocation: Invocation, given: string): Subject {
  const script = resolve(Buffer.from(given, 'latin1').toString());
  try {
    const { line, stamp } = openScript(given);
    return { base: baseOf(invocation, line), script, identity: identityOf(stamp) };
  } catch (error) {
    if (!(error instanceof SpeedyError)) throw error;
    return { base: invocation.values.TmpBase, script, fault: error };
  }
}

/** All of them, up to where only names are left; they may stand between the names. */
function readAll(invocation: Invocation, words: readonly string[]): string[] {
  const scripts: string[] = [];
  for (let rest = words; rest.length > 0 && invocation.instead === undefined; ) {
    const behind = rest.slice(readArguments(invocation, ['--', ...rest]) - 1);
    scripts.push(...behind.slice(0, 1));
    rest = behind.slice(1);
  }
  return scripts;
}

/**
 * @returns what to print instead, if that is asked for
 * @throws SpeedyError
 */
export function readWish(args: readonly string[], variables: Variables): Wish | Texts {
  const words = wordsOf(args);
  const named = words.map((word) => spelled.get(word)).filter((name) => name !== undefined);
  const invocation = newInvocation();
  const others = words.filter((word) => !spelled.has(word) && word !== '--');
  const scripts = readAll(invocation, others);
  if (invocation.instead !== undefined) return invocation.instead as Texts;
  const command = commandIn(invocation.check ? [] : named);
  const given = invocation.values.Group;
  readEnvironment(invocation, variables);
  const group = scripts.length > 0 ? given : invocation.values.Group;
  const subjects = scripts.map((script) => subjectOf(invocation, script));
  return {
    command,
    isJson: named.includes('Json'),
    group: group === 'none' ? undefined : group,
    subjects: scripts.length > 0 ? subjects : [{ base: invocation.values.TmpBase }],
  };
}
