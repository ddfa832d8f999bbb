/** A request in a few words, for the log: on one line, whatever is in it. */
import { readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { textOf } from '../../shared/text-of.ts';

/** Characters of it that are told. */
const most = 1000;

const printable = (text: string): string =>
  text.slice(0, most).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) => encodeURIComponent(one));

function variablesOf(pid: number): Record<string, string> {
  const entries = textOf(`/proc/${pid}/environ`).split('\0');
  return Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
}

function directoryOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '/';
  }
}

function urlIn(variables: Record<string, string>): string {
  const { REQUEST_URI, SCRIPT_NAME = '', PATH_INFO = '', QUERY_STRING } = variables;
  return REQUEST_URI ?? `${SCRIPT_NAME}${PATH_INFO}${QUERY_STRING ? `?${QUERY_STRING}` : ''}`;
}

/**
 * @param frontend its pid
 * @param called the script as it was called, and its arguments
 * @returns the script's path, then method and URL of a CGI request, else the arguments
 */
export function describe(frontend: number, [script = '', ...args]: readonly string[]): string {
  const variables = variablesOf(frontend);
  const { REQUEST_METHOD: method } = variables;
  const path = resolve(directoryOf(frontend), script);
  const words = method === undefined ? args : [method, urlIn(variables)];
  return printable(words.length === 0 ? path : `${path}: ${words.join(' ')}`);
}
