/** A group that is there: what its directory says, and its queue. */
import { readdirSync, readFileSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { layoutVersion, magic, states } from '../../shared/layout.ts';
import { startOf } from '../../shared/process-start.ts';
import { type Place, Queue } from '../../shared/queue.ts';
import type { Entry, Header } from '../../shared/record.ts';
import { leaksName, recipeName, type ScriptLine, scriptsName } from '../../shared/scripts.ts';
import { textOf } from '../../shared/text-of.ts';
import { build } from '../build.ts';
import { GroupQueue, isSound } from '../queue.ts';
import { mendQueue } from '../scan.ts';
import type { Home } from './home.ts';
import { send } from './processes.ts';

const ofBackends: readonly number[] = [states.idle, states.serving, states.parent];

/** One that has been ready, or a parent of some. */
export const isBackend = (entry: Entry): boolean => ofBackends.includes(entry.get('state'));

/** A backend whose process has gone, if its number is another's now or not. */
export const isDead = (entry: Entry): boolean =>
  isBackend(entry) && startOf(entry.get('pid')) !== entry.getLong('pidStart');

/** It went while we looked. */
class Gone extends Error {}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function scriptIn(line: string): ScriptLine | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export const otherBuild = 'of another build of speedy';

/** @returns why it is left alone */
function faultOf(header: Header): string | undefined {
  if (isSound(header)) return undefined;
  const isOther =
    header.get('version') !== layoutVersion || header.getLong('build') !== BigInt(`0x${build}`);
  return header.get('magic') === magic && isOther ? otherBuild : 'damaged';
}

type Places = Place[] | string | undefined;

/** With the header read. */
function placesIn(queue: Queue): Places {
  if (queue.header.bytes.every((byte) => byte === 0)) return undefined; // it is just being made
  return faultOf(queue.header) ?? [...queue.all()];
}

export class KnownGroup {
  readonly queue: GroupQueue;

  constructor(
    private readonly home: Home,
    readonly key: string,
  ) {
    const makeDirectory = () => {
      throw new Gone();
    };
    this.queue = new GroupQueue({ path: this.path, safePath: this.safePath, makeDirectory });
  }

  /** As others see it; one character for each byte. */
  get path(): string {
    return `${this.home.path}/${this.key}`;
  }

  private get safePath(): string {
    return join(this.home.safePath, this.key);
  }

  private linesOf(name: string): string[] {
    const lines = textOf(join(this.safePath, name)).split('\n');
    return lines.filter((line) => line !== '');
  }

  get scripts(): ScriptLine[] {
    const all = this.linesOf(scriptsName).map(scriptIn);
    return all.filter((line) => typeof line?.path === 'string') as ScriptLine[];
  }

  /** What LeakCheck has found last. */
  get leaks(): string[] {
    return this.linesOf(leaksName);
  }

  /** How its first backend was started; one character for each byte. Nothing where keepers say it. */
  get recipe(): string[] {
    try {
      return readFileSync(join(this.safePath, recipeName), 'latin1').split('\0').slice(0, -1);
    } catch {
      return [];
    }
  }

  /**
   * Changes nothing.
   * @returns all records, or why the queue can't be read; undefined if there is none
   */
  look(): Places {
    return this.read((queue) => queue.locked(() => placesIn(queue)));
  }

  /** The same, whoever keeps it locked: what is just being written may be half of it. */
  peek(): Places {
    return this.read((queue) => {
      queue.readHeader();
      return placesIn(queue);
    });
  }

  private read(look: (queue: Queue) => Places): Places {
    let queue: Queue | undefined;
    try {
      queue = new Queue(join(this.safePath, 'queue'));
      return look(queue);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' ? undefined : message.replace(this.home.safePath, this.home.path);
    } finally {
      queue?.close();
    }
  }

  /**
   * Does what must be done holding the lock, with all records mended.
   * @returns undefined if the group is gone
   */
  change<T>(work: (places: readonly Place[]) => T): T | undefined {
    try {
      return this.queue.locked(() => {
        mendQueue(this.queue);
        return work(this.queue.places);
      });
    } catch (error) {
      if (error instanceof Gone) return undefined;
      throw error;
    }
  }

  /** With the lock held: an idle backend is no longer to be found, and ends. */
  dismiss(place: Place): void {
    const { entry } = place;
    const [pid, start] = [entry.get('pid'), entry.getLong('pidStart')];
    entry.vacate();
    this.queue.write(place);
    mendQueue(this.queue);
    rmSync(join(this.safePath, String(pid)), { force: true });
    send(pid, start, 'SIGTERM');
  }

  /** With the lock held: an idle one goes, one that serves does so behind its run. */
  retire(place: Place): void {
    const state = place.entry.get('state');
    if (state === states.idle) this.dismiss(place);
    else if (state === states.serving) this.queue.writeField(place.index, 'leaving', 1);
  }

  /** @returns the record of a process, as it is now; with the lock held */
  placeOf(pid: number): Place | undefined {
    return this.queue.places.find(
      ({ entry }) => entry.get('pid') === pid && isBackend(entry) && !isDead(entry),
    );
  }

  /** What the dead have left goes, and with nobody there, the group. */
  tidy(): void {
    this.removeSockets();
    this.removeUnlessQueue();
    this.change((places) => {
      const isOver = ({ entry }: Place) => isDead(entry) && entry.get('state') !== states.serving;
      for (const { index } of places.filter(isOver)) this.queue.free(index);
      mendQueue(this.queue);
      this.queue.removeIfUnused();
    });
    this.queue.close();
  }

  /** Where its last backend has removed the queue, but others were there still. */
  private removeUnlessQueue(): void {
    const names = namesIn(this.safePath);
    if (names.includes('queue')) return;
    try {
      for (const name of names) unlinkSync(join(this.safePath, name));
      rmdirSync(this.safePath);
    } catch {
      // It is used, or gone.
    }
  }

  private removeSockets(): void {
    for (const pid of namesIn(this.safePath).filter((name) => /^\d+$/.test(name)))
      if (startOf(Number(pid)) === 0n) rmSync(join(this.safePath, pid), { force: true });
  }
}
