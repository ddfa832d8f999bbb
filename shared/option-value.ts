/** getopt() and setopt(): an option by its name, as the original's documentation has it. */
import { inspect } from 'node:util';
import { failures } from './errors.ts';
import { isNumber, isSwitch, type Option, valueOptions } from './options.ts';

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

/** Kinds whose values are numbers, and what is wrong with a text that is none of them. */
const numeric: Partial<Record<Option['kind'], (text: string) => string | undefined>> = {
  number: (text) => (isNumber(text) ? undefined : failures.badNumber.why),
  switch: (text) => (isSwitch(text) ? undefined : failures.badSwitch.why),
};

const typed = ({ kind, name }: Option, values: Values): string | number =>
  numeric[kind] === undefined ? (values[name] ?? '') : Number(values[name]);

function textOf({ kind, name }: Option, value: unknown): string {
  const find = numeric[kind];
  const isRightType =
    typeof value === 'string' || (find !== undefined && typeof value === 'number');
  const said = `speedycgi: set ${name}: ${inspect(value)}`;
  if (!isRightType)
    throw new TypeError(`${said}: not a ${find === undefined ? 'string' : 'number'}`);
  const fault = find?.(String(value));
  if (fault !== undefined) throw new RangeError(`${said}: ${fault}`);
  return String(value);
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
