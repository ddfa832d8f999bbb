/** Listeners that a run adds to `process` and its streams, and doesn't take away. */
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Tools } from '../leak-check.ts';
import type { Left } from './left.ts';
import { type Origins, within } from './origin.ts';
import { replace } from './replace.ts';

type Name = string | symbol;
type Listener = (...args: unknown[]) => void;

interface Added {
  readonly emitter: EventEmitter;
  readonly event: Name;
  readonly listener: Listener;
  readonly place: string;
}

/** At the end of a run they have done what they are for. */
const ofEnds = new Set<Name>(['exit', 'beforeExit']);

/** Behind these, whoever listens has asked for it; behind others, Node.js listens for itself. */
const isAdding = within(
  /^node:(events|internal\/streams\/\w+|internal\/legacy\/streams)$/,
  /^(\w+\.)*(on|once|addListener|prependListener|prependOnceListener)$/,
);

/** Nothing comes from it, or goes to it, any more. An output may have a side that is read, and over. */
function isOver(name: string, emitter: EventEmitter): boolean {
  const { destroyed, readableEnded, writableFinished } = emitter as Partial<Duplex>;
  const isFinished = name === 'process.stdin' ? readableEnded : writableFinished;
  return destroyed === true || isFinished === true;
}

export class Listeners {
  private added: Added[] = [];

  constructor(
    private readonly tools: Tools,
    private readonly origins: Origins,
  ) {
    this.watch('addListener');
    EventEmitter.prototype.on = EventEmitter.prototype.addListener;
    this.watch('prependListener');
  }

  private watch(key: 'addListener' | 'prependListener'): void {
    const note = (...args: Parameters<Listeners['note']>) => this.note(...args);
    replace(EventEmitter.prototype, key, (plain) => {
      function addListener(this: EventEmitter, event: Name, listener: Listener): EventEmitter {
        const result = plain.call(this, event, listener);
        note(this, event, addListener);
        return result;
      }
      return addListener as typeof plain;
    });
  }

  private get emitters(): (readonly [string, EventEmitter])[] {
    const streams = this.tools.openedStreams();
    return [
      ['process', process],
      ...streams.map(([name, stream]) => [`process.${name}`, stream] as const),
    ];
  }

  /** Once it was added: the last one of its event, or the first. */
  private note(
    emitter: EventEmitter,
    event: Name,
    callee: (event: Name, listener: Listener) => EventEmitter,
  ): void {
    if (!this.emitters.some(([, one]) => one === emitter)) return;
    const origin = this.origins.of(callee, isAdding);
    const all = emitter.rawListeners(event) as Listener[];
    const listener = callee.name === 'addListener' ? all.at(-1) : all[0];
    if (origin.by !== 'user' || listener === undefined) return;
    this.added.push({ emitter, event, listener, place: origin.place });
  }

  beginning(): void {
    this.added = [];
  }

  *left(): Generator<Left> {
    for (const [name, emitter] of this.emitters) {
      if (isOver(name, emitter)) continue;
      for (const one of this.added) {
        if (one.emitter === emitter && !ofEnds.has(one.event) && isThere(one))
          yield {
            kind: `listener for ${String(one.event)} on ${name}`,
            what: '',
            place: one.place,
            isNew: true,
            stays: () => isThere(one),
          };
      }
    }
  }
}

const isThere = ({ emitter, event, listener }: Added): boolean =>
  emitter.rawListeners(event).includes(listener);
