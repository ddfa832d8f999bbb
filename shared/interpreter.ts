/** Which interpreter runs a script, where no option says so. frontend/interpreter.c chooses the same. */
import { SpeedyError } from './errors.ts';

export const interpreters = ['node', 'perl'] as const;
export type Interpreter = (typeof interpreters)[number];

/** Of a script's name. */
export const endings = {
  node: ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx'],
  perl: ['.pl', '.pm'],
} as const satisfies Record<Interpreter, readonly string[]>;

/** Those of its options that the other one doesn't have; Node.js's long ones are the only such. */
export const ownLetters = { node: 'r', perl: 'wWXtTUmMIl0' } as const;

/** Called by a name that begins so, or named so in the `#!` line, speedy is Perl's. */
export const perlName = 'perperl';

const isNodes = (option: string): boolean =>
  option.startsWith('--') || ownLetters.node.includes(option.charAt(1));
const isPerls = (option: string): boolean => ownLetters.perl.includes(option.charAt(1));

const byEnding = (script: string): Interpreter | undefined =>
  interpreters.find((name) => endings[name].some((ending) => script.endsWith(ending)));

function byOptions(options: readonly string[]): Interpreter {
  const perls = options.find(isPerls);
  if (perls !== undefined && options.some(isNodes)) throw new SpeedyError('mixedOptions', perls);
  return perls === undefined ? 'node' : 'perl';
}

/**
 * @param wanted the value of the option
 * @param isPerl whether it is called as perperl
 * @param options that stand before `--`
 * @throws SpeedyError
 */
export function chooseInterpreter(
  wanted: string,
  isPerl: boolean,
  script: string,
  options: readonly string[],
): Interpreter {
  const named = interpreters.find((name) => name === wanted);
  if (named !== undefined) return named;
  if (wanted !== 'auto') throw new SpeedyError('badInterpreter', wanted);
  return isPerl ? 'perl' : (byEnding(script) ?? byOptions(options));
}
