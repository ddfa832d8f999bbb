/** Descriptors that are open behind a run and were not before, with what they are. */
import fs from 'node:fs';
import type { Left } from './left.ts';
import type { Origins } from './origin.ts';
import { type Places, watchOpen } from './watch-open.ts';

const folder = '/proc/self/fd';
const standard = 2;
/** Node.js opens them for itself: for a worker's event loop, or when a file is first watched. */
const ofLoops = /^anon_inode:\[?(eventpoll|eventfd|io_uring|inotify|signalfd)/;

type Targets = ReadonlyMap<number, string>;

function read(): Targets {
  const found = new Map<number, string>();
  for (const name of fs.readdirSync(folder)) {
    try {
      found.set(Number(name), fs.readlinkSync(`${folder}/${name}`));
    } catch {
      // The one of that directory itself.
    }
  }
  return found;
}

interface Opened {
  readonly target: string;
  readonly place: string | undefined;
  readonly run: number;
}

export class Descriptors {
  private before: Targets = new Map();
  private readonly places: Places;
  private readonly kept = new Map<number, Opened>();
  private run = 0;

  constructor(origins: Origins) {
    this.places = watchOpen(origins);
  }

  beginning(run: number): void {
    this.run = run;
    this.places.clear();
    this.before = read();
  }

  /**
   * Behind a run.
   * @param handles descriptors of those, which are told as such
   */
  *left(handles: ReadonlySet<number>): Generator<Left> {
    const now = read();
    for (const [fd, { target }] of this.kept) if (now.get(fd) !== target) this.kept.delete(fd);
    for (const [fd, target] of now) {
      if (fd <= standard || handles.has(fd) || ofLoops.test(target)) this.kept.delete(fd);
      else if (this.before.get(fd) !== target)
        this.kept.set(fd, { target, place: this.places.get(fd), run: this.run });
    }
    for (const { target, place, run } of this.kept.values()) {
      const isNew = run === this.run;
      yield { kind: 'descriptor', what: target, place, isNew, stays: () => true };
    }
  }
}
