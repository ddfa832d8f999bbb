/** What runs make and don't close: handles of libuv's, workers, timers. */
import { createHook } from 'node:async_hooks';
import { pooledHandles } from './agents.ts';
import { describe, isOpen, kinds, type Resource } from './kinds.ts';
import type { Left } from './left.ts';
import { type Origin, type Origins, within } from './origin.ts';

interface Known {
  readonly type: string;
  readonly resource: WeakRef<Resource>;
  readonly origin: Origin;
  readonly run: number;
}

const isTimer = (type: string): boolean => type === 'Timeout' || type === 'Immediate';
/** Else Node.js itself has set it, for a socket perhaps. */
const ofTimers = within(/^$|^node:(internal\/)?(async_hooks|timers(\/promises)?)$/);
const ofWorkers = within(/^node:internal\/worker$/);

export class Handles {
  private readonly known = new Map<number, Known>();
  private run = 0;

  constructor(private readonly origins: Origins) {
    const destroy = (id: number) => void this.known.delete(id);
    createHook({ init: this.add, destroy }).enable();
  }

  beginning(run: number): void {
    this.run = run;
  }

  private readonly add = (id: number, type: string, trigger: number, resource: object): void => {
    if (!(type in kinds)) return;
    const origin = this.originOf(type, trigger);
    if (isTimer(type) && origin.by !== 'user') return;
    this.known.set(id, { type, resource: new WeakRef(resource), origin, run: this.run });
  };

  /** Where Node.js makes it by itself, a connection that was accepted for example: its maker's. */
  private originOf(type: string, trigger: number): Origin {
    const passed = isTimer(type) ? ofTimers : undefined;
    const origin = this.origins.of(this.add, passed);
    if (origin.by === 'node') return this.known.get(trigger)?.origin ?? origin;
    // A worker is told itself.
    const isPart = type === 'MESSAGEPORT' && this.origins.any(this.add, ofWorkers);
    return isPart ? { by: 'others' } : origin;
  }

  private *open(): Generator<Known & { readonly there: Resource }> {
    for (const one of this.known.values()) {
      const there = one.resource.deref();
      if (there !== undefined && isOpen(one.type, there)) yield { ...one, there };
    }
  }

  /** Of all of them: they are no descriptors on their own. */
  descriptors(): Set<number> {
    return new Set([...this.open()].map(({ there }) => there.fd ?? -1));
  }

  /** But for those that Node.js keeps for later. */
  *left(): Generator<Left> {
    const pooled = pooledHandles();
    for (const { type, origin, run, there } of this.open()) {
      if (origin.by !== 'user' || pooled.has(there)) continue;
      yield {
        kind: kinds[type] ?? type,
        what: describe(type, there),
        place: origin.place,
        isNew: run === this.run,
        isBeyond: type === 'PROCESSWRAP',
        stays: () => isOpen(type, there),
      };
    }
  }
}
