/** What is made in runs and isn't closed, and where it was made. */
import { createHook } from 'node:async_hooks';
import type { Handle } from '../../shared/inspection.ts';

interface Known extends Handle {
  /** Only what keeps the event loop alive has it. */
  readonly resource: WeakRef<{ hasRef?(): boolean }>;
}

const kinds = new Set([
  ...['FSEVENTWRAP', 'MESSAGEPORT', 'PIPESERVERWRAP', 'PIPEWRAP', 'PROCESSWRAP', 'STATWATCHER'],
  ...['TCPSERVERWRAP', 'TCPWRAP', 'TTYWRAP', 'Timeout', 'UDPWRAP', 'WORKER'],
]);

/** Frames that are nobody's but Node.js's and ours. */
const foreign =
  /\((?:node:|[^)]*\/dist\/(?:backend|inspector)\.cjs)|at (?:async )?node:|<anonymous>\)?$/;

/** @returns file:line of whoever called; undefined if that isn't the script, or what it loads */
function callerPlace(): string | undefined {
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  const frame = frames.find((line) => !foreign.test(line));
  return /(?:file:\/\/)?(\/[^()]*:\d+):\d+\)?$/.exec(frame ?? '')?.[1];
}

export class Handles {
  private readonly known = new Map<number, Known>();

  constructor() {
    createHook({
      init: (id, type, _trigger, resource) => {
        if (!kinds.has(type)) return;
        const place = callerPlace();
        if (place === undefined) return;
        this.known.set(id, { type, place, resource: new WeakRef(resource) });
      },
      destroy: (id) => {
        this.known.delete(id);
      },
    }).enable();
  }

  /** @param isHolding only those that keep the event loop alive */
  list(isHolding: boolean): Handle[] {
    const all = [...this.known.values()].filter(({ resource, type }) => {
      const hasRef = resource.deref()?.hasRef?.();
      return isHolding ? hasRef === true : type !== 'Timeout';
    });
    return all.map(({ type, place }) => ({ type, place }));
  }
}
