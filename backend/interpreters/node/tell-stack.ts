/** Says on request where the script is, in a busy loop, too: overtime.ts asks for it, by SIGURG. */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { koffi } from '../../../shared/koffi.ts';
import { mapPlace } from './source-maps.ts';
import { callers } from './stack.ts';

const library = join(__dirname, 'interrupt.so');
/** Nothing happens where it isn't awaited, and frontends don't pass it on. */
const signal = constants.signals.SIGURG;

let answer = '';

/** Down to where Node.js has called: from there on it is always the same. */
function framesNow(): string[] {
  const all = callers()?.map((site) => `at ${mapPlace(site)}`) ?? [];
  return all.slice(0, all.findLastIndex((frame) => !frame.includes('(node:internal/')) + 1);
}

/** It is there at once, or not at all. */
function tell(): void {
  try {
    const frames = framesNow();
    writeFileSync(`${answer}.new`, frames.join(', '), { mode: 0o600 });
    renameSync(`${answer}.new`, answer);
  } catch {
    // Whoever asks does without.
  }
}

/** Built where there is a C compiler. */
function prepare(): (() => number) | undefined {
  if (!existsSync(library)) return undefined;
  const node = koffi.load(null as unknown as string);
  const type = koffi.proto('void Interrupted(void *isolate, void *data)');
  const interruptAt = koffi
    .load(library)
    .func('int interrupt_at(int signal, void *isolate, Interrupted *called)');
  const isolate = node.func('void *_ZN2v87Isolate10GetCurrentEv()')();
  const called = koffi.register(tell, koffi.pointer(type));
  return () => interruptAt(signal, isolate, called);
}

let listen: (() => number) | undefined;
let isPrepared = false;
let isListening = false;

/** Those that are forked later have it ready. */
export function prepareStacks(): void {
  if (!isPrepared) listen = prepare();
  isPrepared = true;
}

/**
 * From here on, in this process.
 * @param path of the file in which the stack is told, on one line
 */
export function tellStacks(path: string): void {
  if (isListening) return;
  isListening = true;
  answer = path;
  prepareStacks();
  listen?.();
}
