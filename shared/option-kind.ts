/** What is a value of an option, by its kind. */
import type { FailureName } from './errors.ts';
import { choices, largestNumber, type Option } from './options.ts';

type Kind = Option['kind'];

/** What each kind takes, and the failure that anything else is; the other kinds take all. */
const rules: Partial<Record<Kind, readonly [takes: (text: string) => boolean, FailureName]>> = {
  number: [(text) => /^\d+$/.test(text) && Number(text) <= largestNumber, 'badNumber'],
  path: [(text) => text.startsWith('/'), 'badPath'],
  switch: [(text) => text === '0' || text === '1', 'badSwitch'],
  choice: [(text) => choices.some((choice) => choice === text), 'badChoice'],
};

/** @returns undefined if it is one */
export function faultOf(kind: Kind, text: string): FailureName | undefined {
  const [takes, failure] = rules[kind] ?? [];
  return takes === undefined || takes(text) ? undefined : failure;
}
