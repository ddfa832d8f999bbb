/** The queues, sockets and processes that there are right now, as they can be found from outside. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { headerSize, recordSize, states } from '../../shared/layout.ts';
import { Entry } from '../../shared/record.ts';
import { scriptsName } from '../../shared/scripts.ts';
import { textOf } from '../../shared/text-of.ts';
import { processesNaming } from '../end-backends.ts';

export type Role = 'idle' | 'serving' | 'parent' | 'keeper' | 'helper';

export interface Found {
  readonly pid: number;
  readonly role: Role;
}

const keyPattern = /^[0-9a-f]{32}$/;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A queue may be scribbled on, or gone. */
function entriesOf(queue: string): Entry[] {
  try {
    const bytes = readFileSync(queue);
    const count = Math.max(0, Math.floor((bytes.length - headerSize) / recordSize));
    const start = (index: number) => headerSize + index * recordSize;
    return Array.from(
      { length: count },
      (_, i) => new Entry(bytes.subarray(start(i), start(i + 1))),
    );
  } catch {
    return [];
  }
}

export class Surroundings {
  readonly home: string;
  /** Of the scripts. */
  private readonly folder: string;

  constructor(base: string) {
    this.folder = `${dirname(base)}/`;
    this.home = `${base}.${process.geteuid?.()}`;
  }

  /** Their directories. */
  get groups(): string[] {
    const keys = namesIn(this.home).filter((name) => keyPattern.test(name));
    return keys.sort().map((key) => join(this.home, key));
  }

  get sockets(): string[] {
    const isNumber = (name: string) => /^\d+$/.test(name);
    const socketsOf = (group: string) => namesIn(group).filter(isNumber);
    return this.groups.flatMap((group) => socketsOf(group).map((name) => join(group, name)));
  }

  /** What a scribbled queue says may be any number: only what names our queues is ours. */
  get processes(): Found[] {
    const entries = this.groups.flatMap((group) => entriesOf(join(group, 'queue')));
    const role = new Map(entries.map((entry) => [entry.get('pid'), entry.get('state')]));
    const pids = new Set([...processesNaming(`${this.home}/`), ...this.perls]);
    return [...pids].map((pid) => ({ pid, role: roleOf(pid, role.get(pid)) }));
  }

  /** Backends of Perl scripts, while they run one: the script's path stands where their arguments were. */
  private get perls(): number[] {
    const isTitle = (pid: number) => textOf(`/proc/${pid}/cmdline`).startsWith(this.folder);
    return processesNaming(this.folder).filter(isTitle);
  }
}

/** @returns the paths of those that the group serves, as far as it says so still */
export function scriptsOf(group: string): string[] {
  const lines = textOf(join(group, scriptsName)).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line).path);
}

/** One that starts or waits to take another's place is a helper, and a backend that no queue knows. */
function roleOf(pid: number, state: number | undefined): Role {
  if (textOf(`/proc/${pid}/cmdline`).startsWith('/bin/sh\0')) return 'keeper';
  if (state === states.parent) return 'parent';
  if (state === states.serving) return 'serving';
  return state === states.idle ? 'idle' : 'helper';
}
