/** How a backend was started: its keeper's command line and environment say it all. */
import { readFileSync } from 'node:fs';
import { newInvocation } from '../../shared/command-line.ts';
import { type OptionValues, valueOptions } from '../../shared/options.ts';
import { parentOf } from '../../shared/process-start.ts';
import type { Variables } from '../invocation.ts';
import type { Recipe } from '../start.ts';
import type { KnownGroup } from './group.ts';
import { argumentsOf, hasOurPrivileges } from './processes.ts';

const isProgram = (arg: string): boolean => /(^|\/)speedy_backend$/.test(arg);

const variablesIn = (entries: readonly string[]): Variables =>
  Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));

const variablesOf = (pid: number): Variables =>
  variablesIn(readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').slice(0, -1));

/** [interpreter options] -- queue record value ... [checking] */
function parse(args: readonly string[], variables: Variables): Recipe | undefined {
  const [program, dashes] = [args.findIndex(isProgram), args.indexOf('--')];
  if (program < 0 || dashes < program) return undefined;
  const told = args.slice(dashes + 3);
  const values: OptionValues = { ...newInvocation().values };
  valueOptions.forEach(({ name }, i) => {
    values[name as keyof OptionValues] = told[i] ?? '';
  });
  const interpreter = args.slice(program + 1, dashes);
  return { values, interpreter, variables, checking: told[valueOptions.length] };
}

function ofKeeper(keeper: number): Recipe | undefined {
  try {
    return parse(argumentsOf(keeper), variablesOf(keeper));
  } catch {
    return undefined;
  }
}

/** @param words how many arguments, these, and the environment */
function ofWords([count, ...words]: readonly string[]): Recipe | undefined {
  const number = Number(count);
  return parse(words.slice(0, number), variablesIn(words.slice(number)));
}

/** @returns undefined if nobody can say any more, or if one that we start would have other privileges */
export const recipeOf = (backend: number, group: KnownGroup): Recipe | undefined =>
  hasOurPrivileges(backend) ? (ofKeeper(parentOf(backend)) ?? ofWords(group.recipe)) : undefined;
