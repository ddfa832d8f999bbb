/** LeakCheck: what each run leaves, before it is tidied and behind that. */
import { Builtins, type Change } from '../builtins.ts';
import type { LeakCheck, Tools } from '../leak-check.ts';
import { Descriptors } from './descriptors.ts';
import { Globals } from './globals.ts';
import { grouped } from './grouped.ts';
import { Growth } from './growth.ts';
import { Handles } from './handles.ts';
import { closedBy } from './kinds.ts';
import type { Fate, Finding, Left } from './left.ts';
import { Listeners } from './listeners.ts';
import { type Growing, Memory } from './memory.ts';
import { Origins } from './origin.ts';
import { Report } from './report.ts';
import { warmUp } from './warm-up.ts';

/** Of functions of this file, which scripts call. */
const standIns = ['openSync', 'open', 'addListener', 'prependListener'];

interface Run {
  readonly script: string;
  readonly number: number;
  /** How many modules had been loaded when it began. */
  readonly modules: number;
  readonly isFirst: boolean;
}

class Check implements LeakCheck {
  private readonly scripts = new Set<string>();
  private readonly origins: Origins;
  private readonly handles: Handles;
  private readonly listeners: Listeners;
  private readonly descriptors: Descriptors;
  private readonly globals = new Globals();
  private readonly builtins: Builtins;
  private readonly growth = new Growth();
  private readonly memory = new Memory();
  private readonly report: Report;
  private run: Run | undefined;
  private last: Run | undefined;
  /** Of the run, when it was about to end. */
  private left: readonly Left[] = [];
  private isMemoryGrowing = false;

  constructor(private readonly tools: Tools) {
    tools.addOwnFile(__filename, standIns);
    closedBy(tools.isClosed);
    warmUp();
    this.origins = new Origins(tools);
    this.handles = new Handles(this.origins);
    this.listeners = new Listeners(tools, this.origins);
    this.descriptors = new Descriptors(this.origins);
    this.builtins = new Builtins();
    this.report = new Report(tools);
  }

  beginning(script: string, number: number): void {
    const isFirst = !this.scripts.has(script);
    this.scripts.add(script);
    this.run = { script, number, isFirst, modules: this.tools.modules.length };
    this.handles.beginning(number);
    this.listeners.beginning();
    this.descriptors.beginning(number);
    this.globals.beginning();
    this.builtins.beginning();
  }

  finishing(): void {
    if (this.run === undefined) return;
    const { handles, listeners, globals, builtins } = this;
    const left = [handles, listeners, globals].flatMap((one) => [...one.left()]);
    this.left = [...left, ...[...builtins.changes()].map(leftOf)];
  }

  judging(isStaying: boolean): boolean {
    const { run, left } = this;
    this.left = [];
    this.run = undefined;
    this.last = run;
    if (run === undefined) return false;
    const ended = left.filter((one) => one.isNew && !(isStaying && one.stays()));
    const staying = isStaying ? left.filter((one) => one.stays()) : [];
    const descriptors = isStaying ? this.descriptors.left(this.handles.descriptors()) : [];
    const isSettingUp = run.isFirst || run.modules !== this.tools.modules.length;
    const grown = this.growth.grown([...staying, ...descriptors], isSettingUp);
    this.tell(run, [...findings(ended, 'ended'), ...findings(grown, 'stays')]);
    return this.isMemoryGrowing || this.growth.isTooMuch;
  }

  dying(): void {
    this.finishing();
    this.judging(false);
  }

  idle(): void {
    if (this.last === undefined) return;
    const run = this.last;
    this.last = undefined;
    const growing = this.memory.look();
    if (growing.length > 0) this.isMemoryGrowing = true;
    this.tell(run, growing.map(memoryFinding));
  }

  private tell({ script, number }: Run, found: readonly Finding[]): void {
    this.report.tell(script, number, found);
  }
}

/** What replaces a builtin may call the one before: each run adds one. */
const leftOf = ({ name, how, isNew, isThere }: Change): Left => ({
  kind: 'builtin',
  what: `${name} ${how}`,
  place: undefined,
  isNew,
  repeats: how === 'replaced',
  stays: isThere,
});

const memoryFinding = ({ what, perRun }: Growing): Finding => ({
  kind: 'memory',
  name: `${what} memory grows`,
  hasPlace: false,
  details: `${Math.ceil(perRun / 1024)} KiB a run`,
  fate: 'stays',
});

const nameOf = ({ kind, what, place }: Left): string =>
  place === undefined ? `${kind} ${what}` : `${kind}, made at ${place}`;

const detailsOf = ({ what, place }: Left, count: number): string =>
  [count === 1 ? '' : String(count), place === undefined ? '' : what]
    .filter((part) => part !== '')
    .join(': ');

/** Those that are the same are one. */
const findings = (left: readonly Left[], fate: Fate): Finding[] =>
  [...grouped(left, nameOf)].map(([name, all]) => {
    const [first] = all;
    const hasPlace = first.place !== undefined;
    return { kind: first.kind, name, hasPlace, details: detailsOf(first, all.length), fate };
  });

export const checkLeaks = (tools: Tools): LeakCheck => new Check(tools);
