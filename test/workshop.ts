// Where a frontend is run as a black box: scripts, and queues of its own.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headerSize, recordSize, states } from '../shared/layout.ts';
import { Entry } from '../shared/record.ts';
import { discardBackends } from './end-backends.ts';

const limit = 30_000;
const keyLength = 32;

export interface Outcome {
  out: string;
  err: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Nothing of a file that has gone: its group may leave at any time. */
function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return Buffer.alloc(0);
  }
}

function isWaiting(file: Buffer, pid: number): boolean {
  for (let at = headerSize; at + recordSize <= file.length; at += recordSize) {
    const entry = new Entry(file.subarray(at, at + recordSize));
    if (entry.get('state') === states.waiting && entry.get('pid') === pid) return true;
  }
  return false;
}

/** A temporary folder with scripts, and with queues of its own. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'speedy-front-'));
  readonly base = join(this.folder, 's');
  /** The directory of this user's queues. */
  readonly home = `${this.base}.${process.geteuid?.()}`;
  readonly env = { PATH: process.env.PATH, SPEEDY_TMPBASE: this.base };

  script(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** One that is executed by its #! line. */
  executable(name: string, text: string): string {
    const path = this.script(name, text);
    chmodSync(path, 0o755);
    return path;
  }

  run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
    return this.execute(program, args, env);
  }

  /** A shell command, in which $0 is the frontend. */
  shell(program: string, command: string, args: readonly string[] = []): Outcome {
    return this.execute('/bin/sh', ['-c', command, program, ...args]);
  }

  private execute(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
    const { stdout, stderr, status, signal } = spawnSync(program, args, {
      cwd: this.folder,
      env: { ...this.env, ...env },
      timeout: limit,
      encoding: 'latin1',
      input: '',
    });
    return { out: stdout, err: stderr, code: status, signal };
  }

  /** Paths of the directories of all groups. */
  get groups(): string[] {
    const names = existsSync(this.home) ? readdirSync(this.home) : [];
    return names.filter((name) => name.length === keyLength).map((name) => join(this.home, name));
  }

  /** Whether that frontend has a record as waiting in one of the queues. */
  inLine(pid: number): boolean {
    return this.groups.some((group) => isWaiting(bytesOf(join(group, 'queue')), pid));
  }

  async close(): Promise<void> {
    await discardBackends(this.base);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
