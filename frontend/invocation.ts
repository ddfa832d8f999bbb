/** What is asked for: options from all places, the script, and its arguments. */
import {
  type Invocation,
  newInvocation,
  offSetting,
  readArguments,
  readEnvironment,
  readInterpreter,
  readLine,
} from '../shared/command-line.ts';
import { SpeedyError } from '../shared/errors.ts';
import type { Handover } from './handover.ts';
import { openScript } from './script.ts';

export type Variables = Readonly<Record<string, string>>;

/** Everything about this request that doesn't change while a backend is sought. */
export interface Run extends Invocation {
  readonly script: string;
  readonly args: readonly string[];
  readonly variables: Variables;
  /** SPEEDY_OFF=1: run the interpreter directly. */
  readonly off: boolean;
  /** Bit n is set if descriptor n is a terminal. */
  readonly terminals: number;
  /** Of the script: shared/wire.ts. */
  readonly stamp: Buffer;
}

export function variablesIn(entries: readonly string[]): Variables {
  const variables: Record<string, string> = {};
  for (const entry of entries) {
    const equals = entry.indexOf('=');
    if (equals >= 0) variables[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return variables;
}

/**
 * @returns what to do instead of running a script, if that is asked for
 * @throws SpeedyError
 */
export function readInvocation(
  given: Pick<Handover, 'program' | 'args' | 'environment' | 'terminals'>,
): Run | NonNullable<Invocation['instead']> {
  const invocation = newInvocation(given.program);
  const at = readArguments(invocation, given.args);
  if (invocation.instead !== undefined) return invocation.instead;
  const script = given.args[at] ?? '';
  if (script === '' || script.startsWith('-')) throw new SpeedyError('noScript', 'script');
  const entries = given.environment.split('\0');
  const variables = variablesIn(entries);
  readEnvironment(invocation, variables);
  const { line, stamp } = openScript(script);
  readLine(invocation, line);
  if (invocation.instead !== undefined) return invocation.instead;
  readInterpreter(invocation, script);
  const off = entries.includes(offSetting);
  const args = given.args.slice(at + 1);
  const { terminals } = given;
  return { ...invocation, script, args, variables, off, terminals, stamp };
}
