/** How things are called in the report. */
import { relative } from 'node:path';
import type { Handle } from '../../shared/inspection.ts';

const longest = 160;
/** Of a line. */
const width = 78;

/** Async resources, as async_hooks and process.getActiveResourcesInfo() call them, in small letters. */
const kinds: Record<string, string> = {
  fseventwrap: 'a watched file',
  messageport: 'a message port',
  pipeserverwrap: 'a listening Unix socket',
  pipewrap: 'an open pipe or Unix socket',
  processwrap: 'a child process',
  statwatcher: 'a watched file',
  tcpserverwrap: 'a listening socket',
  tcpwrap: 'an open socket',
  tcpsocketwrap: 'an open socket',
  timeout: 'a timer',
  ttywrap: 'an open terminal',
  udpwrap: 'an open UDP socket',
  worker: 'a worker thread',
};

export const kindOf = (type: string): string => kinds[type.toLowerCase()] ?? type;

/** Below the current directory as it would be typed. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') ? path : below;
}

/** Its directory, as it would be typed; undefined if it belongs to none. */
export const shownPackage = (path: string): string | undefined =>
  /(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.slice(1).map(shownPath)[0];

const packageOf = (path: string): string | undefined =>
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];

export const isPackaged = (path: string): boolean => packageOf(path) !== undefined;

/** A module, with its package if it belongs to one. */
export function shownModule(path: string): string {
  const name = packageOf(path);
  return name === undefined ? shownPath(path) : `the package ${name} (${shownPath(path)})`;
}

export const shownHandle = ({ type, place }: Handle): string =>
  `${kindOf(type)}, made at ${shownPath(place)}`;

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[]): string {
  const all = [...new Set(items)];
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
}

const hexadecimal = (code: number, digits: number): string =>
  code.toString(16).padStart(digits, '0');

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const short = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }[character];
  return short ?? (code < 256 ? `\\x${hexadecimal(code, 2)}` : `\\u{${hexadecimal(code, 4)}}`);
}

/**
 * Something that can be printed on one line, a space at its end included.
 * @param bytes one character for each
 */
export function printable(bytes: string): string {
  const buffer = Buffer.from(bytes, 'latin1');
  const text = buffer.toString();
  const isText = Buffer.from(text).equals(buffer);
  return isText ? text.replace(/\p{C}| $/gu, escaped) : bytes.replace(/[^ -~]| $/g, escaped);
}

/** As a shell reads it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", "'\\''").replace(/\p{C}/gu, escaped)}'`;

/** Two lines, cut so that where they differ can be seen. */
export function cut(line: string, other: string): string {
  if (line.length <= longest) return line;
  let same = 0;
  while (same < line.length && line[same] === other[same]) same++;
  const from = Math.max(0, Math.min(same - longest / 4, line.length - longest));
  const [before, after] = [from > 0 ? '...' : '', from + longest < line.length ? '...' : ''];
  return `${before}${line.slice(from, from + longest)}${after}`;
}

/** @param indent of all lines but the first */
export function wrap(text: string, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent.length + line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${indent}`);
}
