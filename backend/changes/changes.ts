/**
 * Whether another file would be found now at one of the paths that were watched, or none, or one that
 * wasn't there. inotify(7) tells, of what lies on the way too: each directory that is renamed, each
 * link that is switched. Where it can't, the paths are looked at each time.
 */
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { CallError, reason } from '../../shared/libc.ts';
import { say } from '../log.ts';
import { type Event, events, Inotify } from './inotify.ts';
import { isTold } from './local.ts';
import { Stamps } from './stamps.ts';

const ofItself = events.deletedItself | events.movedItself;
const ofFiles = ofItself | events.modified | events.attributes;
const ofDirectories = ofItself | events.onlyDirectories | events.more;
const newNames = events.created | events.movedTo;
const forbidden = 13; // EACCES
const mostLinks = 40;

export type Found = 'file' | 'directory' | 'nothing';
type Step = Found | { readonly link: string };

/** Milliseconds. Where much happens beside the files, nobody is woken more often by it. */
const quietTime = 10_000;

/** As they were before a script could change them. */
const look = lstatSync;
const read = readlinkSync;

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');

function lookAt(path: string): Stats | undefined {
  try {
    return look(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // it can't be reached
  }
}

export class Changes {
  private inotify: Inotify | undefined;
  private readonly stamps = new Stamps();
  /** Those who have been forked have the same open file: they take nothing out of it. */
  private readonly owner = process.pid;
  private readonly watched = new Map<string, Found>();
  private readonly steps = new Map<string, Step>();
  /** Names that aren't in a directory, by its watch. */
  private readonly absent = new Map<number, Set<string>>();
  private isStale = false;
  /** By performance.now(). */
  private quietUntil = 0;
  /** No more can be watched. */
  private isUntold = false;

  constructor() {
    try {
      this.inotify = new Inotify();
    } catch (error) {
      this.giveUp(error);
    }
  }

  /** Not of a process that this one was forked from. */
  get isOurs(): boolean {
    return this.owner === process.pid;
  }

  /** Readable when something has happened; undefined if nobody tells. */
  get fd(): number | undefined {
    return this.inotify?.fd;
  }

  /** As fd; undefined where all is known, or too much is told. */
  get wake(): number | undefined {
    return this.isStale || performance.now() < this.quietUntil ? undefined : this.fd;
  }

  /**
   * To be called before the file is read, or looked for.
   * @param path absolute
   */
  watch(path: string): Found {
    const known = this.watched.get(path);
    if (known !== undefined) return known;
    if (!this.isOurs) return 'nothing';
    const found = this.isUntold ? this.stamp(path) : this.follow(path);
    this.watched.set(path, found);
    return found;
  }

  private stamp(path: string): Found {
    const stats = this.stamps.note(path);
    if (stats === undefined) return 'nothing';
    return stats.isDirectory() ? 'directory' : 'file';
  }

  private follow(path: string): Found {
    const rest = partsOf(path);
    let at = '/';
    let step: Step = 'directory';
    for (let links = 0; rest.length > 0 && links < mostLinks; ) {
      const name = rest.shift() as string;
      if (name === '.') continue;
      const next = join(at, name);
      step = name === '..' ? 'directory' : this.step(next);
      if (typeof step === 'object') {
        links++;
        if (step.link.startsWith('/')) at = '/';
        rest.unshift(...partsOf(step.link));
      } else at = next;
      if (step === 'file' || step === 'nothing') break;
    }
    return typeof step === 'object' || rest.length > 0 ? 'nothing' : step;
  }

  /** One part of a path: all before it are directories. */
  private step(path: string): Step {
    const known = this.steps.get(path);
    if (known !== undefined) return known;
    const step = this.watchStep(path);
    this.steps.set(path, step);
    return step;
  }

  private watchStep(path: string): Step {
    const stats = lookAt(path);
    if (stats === undefined) return this.watchAbsent(path);
    if (stats.isSymbolicLink()) return this.watchLink(path);
    if (stats.isDirectory()) {
      this.add(path, ofDirectories);
      return 'directory';
    }
    // Whoever writes to a device changes nothing of what is read.
    if (stats.isFile() && isTold(path, stats.dev)) this.add(path, ofFiles);
    else if (stats.isFile()) this.stamps.note(path);
    return 'file';
  }

  private watchLink(path: string): Step {
    this.add(path, ofFiles);
    try {
      return { link: read(path) };
    } catch {
      this.isStale = true; // it was one just now
      return 'nothing';
    }
  }

  private watchAbsent(path: string): Found {
    const directory = dirname(path);
    const stats = lookAt(directory);
    if (!stats?.isDirectory()) return 'nothing';
    const watch = isTold(directory, stats.dev)
      ? this.add(directory, ofDirectories | newNames)
      : undefined;
    if (watch === undefined) this.stamps.note(path);
    else
      this.absent.set(
        watch,
        (this.absent.get(watch) ?? new Set()).add(path.slice(path.lastIndexOf('/') + 1)),
      );
    if (lookAt(path) !== undefined) this.isStale = true; // it came just now
    return 'nothing';
  }

  /** @returns undefined if nobody tells about it: then it is looked at */
  private add(path: string, what: number): number | undefined {
    try {
      const watch = this.inotify?.watch(path, what | events.dontFollow);
      if (watch !== undefined) return watch;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.errno !== forbidden) this.giveUp(error);
    }
    this.stamps.note(path);
    return undefined;
  }

  private giveUp(error: unknown): void {
    if (this.isUntold) return;
    this.isUntold = true;
    say(`files are looked at for each run: ${reason(error)}`);
  }

  /** Also in processes that have been forked since. */
  get areThere(): boolean {
    if (!this.isStale) this.isStale = this.areTold || this.stamps.haveChanged;
    return this.isStale;
  }

  private get areTold(): boolean {
    const { inotify } = this;
    if (inotify === undefined || !inotify.hasEvents) return false;
    if (!this.isOurs) return true;
    while (inotify.hasEvents) {
      if (!inotify.take().some((event) => this.concerns(event))) continue;
      inotify.keepEvent();
      return true;
    }
    this.quietUntil = performance.now() + quietTime;
    return false;
  }

  /** Most names that come into being in a directory, nobody has looked for. */
  private concerns({ watch, what, name }: Event): boolean {
    const isNewName = (what & newNames) !== 0;
    return !isNewName || (this.absent.get(watch)?.has(name) ?? false);
  }
}
