/** getopt() and setopt(): an option by its name, as the original's documentation has it. */
import { inspect } from 'node:util';
import { failures } from './errors.ts';
import { faultOf } from './option-kind.ts';
import { type Option, valueOptions } from './options.ts';

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

const isNumeric = ({ kind }: Option): boolean => kind === 'number' || kind === 'switch';

const typed = (option: Option, values: Values): string | number =>
  isNumeric(option) ? Number(values[option.name]) : (values[option.name] ?? '');

function textOf(option: Option, value: unknown): string {
  const isRightType = typeof value === 'string' || (isNumeric(option) && typeof value === 'number');
  const said = `speedycgi: set ${option.name}: ${inspect(value)}`;
  if (!isRightType)
    throw new TypeError(`${said}: not a ${isNumeric(option) ? 'number' : 'string'}`);
  const fault = faultOf(option.kind, String(value));
  if (fault !== undefined) throw new RangeError(`${said}: ${failures[fault].why}`);
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
