/** The file `leaks` in the group's directory: what was found last, one finding a line. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { leaksName } from '../../shared/scripts.ts';

/** Lines. The ones that were found longest ago are forgotten. */
const most = 100;
const line = /^(\S+) (\d+) times?, last in run (\d+) of (\d+): (.*?: (?:ended|stays))(.*)$/;

interface Entry {
  readonly time: string;
  readonly times: number;
  readonly run: number;
  readonly pid: number;
  readonly details: string;
}

const format = (text: string, { time, times, run, pid, details }: Entry): string =>
  `${time} ${times} time${times === 1 ? '' : 's'}, last in run ${run} of ${pid}: ${text}${details}\n`;

function parse(file: string): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const one of file.split('\n')) {
    const [, time = '', times, run, pid, text, details = ''] = line.exec(one) ?? [];
    if (text === undefined) continue;
    found.set(text, { time, times: Number(times), run: Number(run), pid: Number(pid), details });
  }
  return found;
}

function read(path: string): Map<string, Entry> {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch {
    return new Map(); // the first finding of the group
  }
}

/**
 * Other backends of the group write it, too: if two do so at once, one is lost.
 * @param group its directory
 * @param run its number
 * @param found texts, and the details of each
 */
export function writeLeaks(group: string, run: number, found: ReadonlyMap<string, string>): void {
  const path = `${group}/${leaksName}`;
  const all = read(path);
  const time = new Date().toISOString();
  for (const [text, details] of found) {
    const times = 1 + (all.get(text)?.times ?? 0);
    all.delete(text);
    all.set(text, { time, times, run, pid: process.pid, details });
  }
  const unfinished = `${path}.${process.pid}`;
  const lines = [...all].slice(-most).map(([text, entry]) => format(text, entry));
  writeFileSync(unfinished, lines.join(''), { mode: 0o600 });
  renameSync(unfinished, path);
}
