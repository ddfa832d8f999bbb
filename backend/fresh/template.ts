/**
 * A template has compiled what runs will evaluate, and with --ahead loaded what its plan says: it is
 * forked into backends, as the parent of the group orders. When a file has changed, it makes no more.
 */
import { readFileSync, readSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Queue, wakeUp } from '../../shared/queue.ts';
import { Changes } from '../changes/changes.ts';
import { watchSources } from '../changes/sources.ts';
import { evaluated } from '../interpreters/node/module-effects.ts';
import { v8 } from '../on-demand.ts';
import { settings } from '../settings.ts';
import { Brood } from './brood.ts';
import { collectNowAndThen } from './collect.ts';
import { compileFunctions } from './compile-functions.ts';
import { fork } from './fork.ts';
import { Loader, loadBuiltin, prepare } from './load.ts';
import { packagesOf } from './packages.ts';
import { type Plan, showPlan } from './plan.ts';
import { pretend } from './pretend.ts';
import { SignalDescriptor } from './signal-descriptor.ts';
import { waitForAny } from './wait-for-any.ts';
import { warmLiterals, warmRegExps } from './warm-regexps.ts';

/** What it says to the parent. */
export const says = { ready: 1, stale: 2 } as const;
/** An order is a place. */
export const wordSize = 4;

const fileOf = (name: string): string => (name.startsWith('file:') ? fileURLToPath(name) : name);

export class Template {
  private readonly changes = new Changes();
  /** From here on: threads that are made later don't take what is meant for it. */
  private readonly signals = new SignalDescriptor(['SIGCHLD']);
  private readonly word = Buffer.alloc(wordSize);
  private isReady = false;

  /**
   * @param parent its pid
   * @param orders a socket to the parent
   */
  constructor(
    readonly plan: Plan,
    private readonly parent: number,
    private readonly orders: number,
  ) {}

  /** @throws what makes it useless */
  async prepare(compile: (script: string) => void): Promise<void> {
    const { ahead, asked, begun, builtins, files, left, script } = this.plan;
    const loader = new Loader(this.plan);
    const modules = [script, ...ahead.map(fileOf), ...Object.keys(left).map(fileOf)];
    watchSources(this.changes);
    for (const path of new Set([...modules, ...files, ...packagesOf(modules)]))
      this.changes.watch(path);
    v8().setFlagsFromString('--no-flush-bytecode');
    for (const name of builtins) loadBuiltin(name);
    const endPretence = begun.length > 0 ? pretend(asked, false) : undefined;
    for (const name of begun) await loader.load(name);
    endPretence?.();
    for (const name of Object.keys(left)) await prepare(name, ahead.length > 0);
    compile(script);
    evaluated.length = 0;
    compileFunctions();
    warmRegExps();
    showPlan(this.plan);
    this.isReady = true;
    setImmediate(() => {}); // Node.js says again that there is nothing to wait for
  }

  /** Behind a collection: V8 forgets there what nobody has used. */
  private warm(): void {
    const { ahead, left, script } = this.plan;
    for (const name of [script, ...ahead, ...Object.keys(left)])
      warmLiterals(readFileSync(fileOf(name), 'utf8'));
  }

  private say(word: number): void {
    this.word.writeUInt32LE(word);
    try {
      writeSync(this.orders, this.word);
      wakeUp(this.parent);
    } catch {
      // It is gone: so are we, soon.
    }
  }

  /** What tells of changes, if anything does. */
  private get told(): number[] {
    return this.changes.fd === undefined ? [] : [this.changes.fd];
  }

  /** Whether a file has changed: also asked by those that were forked. */
  get isStale(): boolean {
    return this.changes.areThere;
  }

  /**
   * With the event loop empty: nothing is left open.
   * @returns in a backend that was made, its place; undefined in the template, which is to leave
   */
  run(): number | undefined {
    if (!this.isReady) return undefined;
    this.warm();
    const queue = new Queue(settings.queue);
    const brood = new Brood(queue);
    let isOpen = true;
    this.say(says.ready);
    while (isOpen || !brood.isEmpty) {
      const watched: number[] = isOpen
        ? [this.signals.fd, this.orders, ...this.told]
        : [this.signals.fd];
      const [hasEnded, hasOrder] = waitForAny(watched, -1);
      const isStale: boolean = isOpen && this.isStale;
      if (hasEnded) this.bury(brood);
      if (isStale) this.say(says.stale);
      if (!hasOrder && !isStale) continue;
      const place: number | undefined = isStale ? undefined : this.nextOrder();
      isOpen = place !== undefined;
      if (place === undefined || !this.make(place, brood)) continue;
      queue.close();
      this.signals.close();
      return place;
    }
    return undefined;
  }

  private bury(brood: Brood): void {
    this.signals.take();
    brood.reapAll();
    wakeUp(this.parent);
  }

  /** @returns whether this is the one that was made */
  private make(place: number, brood: Brood): boolean {
    collectNowAndThen();
    const pid = fork();
    if (pid > 0) brood.add(pid, place);
    return pid === 0;
  }

  /** @returns undefined if the parent is gone */
  private nextOrder(): number | undefined {
    try {
      const isWord = readSync(this.orders, this.word) === wordSize;
      return isWord ? this.word.readUInt32LE() : undefined;
    } catch {
      return undefined;
    }
  }
}
