/** getopt() and setopt(): an option by its name, as the original's documentation has it. */
import { inspect } from 'node:util';
import { failures } from './errors.ts';
import { isNumber, type Option, valueOptions } from './options.ts';

/** By name, as text. */
type Values = Record<string, string>;

/** Without regard to case. */
function find(name: unknown): Option {
  const wanted = String(name).toLowerCase();
  const option = valueOptions.find((one) => one.name.toLowerCase() === wanted);
  if (option !== undefined) return option;
  const names = valueOptions.map((one) => one.name).join(', ');
  throw new TypeError(`speedycgi: no such option: ${inspect(name)}: use one of ${names}`);
}

const typed = ({ kind, name }: Option, values: Values): string | number =>
  kind === 'number' ? Number(values[name]) : (values[name] ?? '');

function textOf({ kind, name }: Option, value: unknown): string {
  const isRightType = typeof value === 'string' || (kind === 'number' && typeof value === 'number');
  const said = `speedycgi: set ${name}: ${inspect(value)}`;
  if (!isRightType) throw new TypeError(`${said}: not a ${kind === 'number' ? kind : 'string'}`);
  const text = String(value);
  if (kind === 'number' && !isNumber(text)) {
    throw new RangeError(`${said}: ${failures.badNumber.why}`);
  }
  return text;
}

/** @throws TypeError */
export const optionValue = (values: Values, name: unknown): string | number =>
  typed(find(name), values);

/**
 * @returns the value that it had
 * @throws TypeError, RangeError
 */
export function setOption(values: Values, name: unknown, value: unknown): string | number {
  const option = find(name);
  const before = typed(option, values);
  values[option.name] = textOf(option, value);
  return before;
}
