/**
 * Before a parent forks, it serves itself a few requests, on a queue of its own: what has run once
 * is compiled, and in memory, in each child.
 */
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeRequest } from '../../shared/encode.ts';
import { states } from '../../shared/layout.ts';
import { Queue } from '../../shared/queue.ts';
import { Entry } from '../../shared/record.ts';
import { rehearsalOf, removeDeadRehearsals } from '../../shared/rehearsals.ts';
import { connectTo, sendWithDescriptors, socketPair } from '../../shared/socket.ts';
import { stampOf } from '../interpreters/node/script.ts';
import { settings } from '../settings.ts';
import { keepStage } from '../stage.ts';

const times = 8;
const timeout = 1000;
const script = join(__dirname, 'rehearsed.cjs');

let left = times;
let current: Rehearsal | undefined;

class Rehearsal {
  private readonly group = settings.group;
  /** Whoever has started us reads our output until we are ready: it stays open. */
  private readonly resetStage = keepStage();
  private readonly stdout = left % 2 === 0 ? socketPair() : undefined;
  private readonly null = openSync('/dev/null', 'r+');
  private frontend = -1;

  constructor(private readonly build: string) {
    settings.group = rehearsalOf(dirname(this.group), process.pid);
    settings.parent = process.pid; // as a child has one
    mkdirSync(settings.group, { recursive: true, mode: 0o700 });
    const queue = new Queue(settings.queue, constants.O_CREAT);
    queue.header.set('records', 1);
    queue.writeHeader();
    const entry = new Entry();
    entry.set('state', states.starting);
    queue.write({ index: 0, entry });
    queue.close();
  }

  /** As a frontend does: takes the backend, and connects. */
  send(): void {
    const queue = new Queue(settings.queue);
    const entry = new Entry();
    queue.read(0, entry);
    entry.set('state', states.serving);
    entry.set('partner', process.pid);
    queue.write({ index: 0, entry });
    queue.close();
    this.frontend = connectTo(Buffer.from(settings.socket));
    const fds = [this.null, this.stdout?.input ?? this.null, this.null];
    sendWithDescriptors(this.frontend, this.request(), fds, timeout);
  }

  private request(): Buffer {
    return encodeRequest({
      version: this.build,
      pid: process.pid,
      umask: 0o22,
      open: 7,
      ignored: 0,
      stamp: stampOf(script).toString('latin1'),
      args: 'a\0b\0',
      env: 'PATH=/usr/bin:/bin\0',
      cwd: `${dirname(script)}\0`,
      script,
    });
  }

  end(): void {
    const ends = this.stdout === undefined ? [] : [this.stdout.input, this.stdout.output];
    for (const fd of [this.frontend, this.null, ...ends]) closeSync(fd);
    settings.group = this.group;
    settings.parent = undefined;
    this.resetStage();
  }
}

export const hasRehearsals = (): boolean => left > 0;
export const isRehearsing = (): boolean => current !== undefined;

/** @param build the only one that is spoken to */
export function nextRehearsal(build: string): Rehearsal {
  if (left === times) removeDeadRehearsals(dirname(settings.group));
  left--;
  current = new Rehearsal(build);
  return current;
}

export function endRehearsal(): void {
  current?.end();
  current = undefined;
}
