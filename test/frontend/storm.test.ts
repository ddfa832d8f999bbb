// Signals at the very end of runs, again and again: none ever reaches another caller's run.
// SPEEDY_STORM_RUNS: how many, for a long storm; else some, in some seconds.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { states } from '../../shared/layout.ts';
import { frontends } from '../frontends.ts';
import { until } from '../until.ts';
import { Workshop } from '../workshop.ts';
import { entriesIn } from './made-up-group.ts';

const runs = Number(process.env.SPEEDY_STORM_RUNS ?? 800);
/** More than backends: whoever is called runs in one that has just been given back. */
const callers = 8;
const backends = 4;
/** Milliseconds after which a frontend looks for signals, and some more. */
const longRun = 6;
/** Microseconds in which a run that was told to end does so: before, at and after its end. */
const spread = 1000;
const steps = 50;
const limit = 20_000;

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2', 'SIGALRM'] as const;
/** What becomes of a run: nothing, a signal that it handles, one that it doesn't, and more. */
const fates = ['none', 'handled', 'none', 'handled', 'stopped'] as const;
/** What may end a run in its midst takes the backend with it: not too often. */
const rare = ['unhandled', 'killed', 'closed'] as const;
const rarity = 50;
type Fate = (typeof fates)[number] | (typeof rare)[number];

/** A number for each turn, so that those of the same fate meet all others. */
const mixed = (turn: number): number => (turn * 7919) >>> 3;
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
const fateOf = (turn: number): Fate =>
  mixed(turn) % rarity === 0 ? pick(rare, turn) : pick(fates, turn);

/** It ends when it is told to. A signal that was not sent to this run is an error. */
const text = `
const [fate, turn] = process.argv.slice(2);
const isMine = fate === 'handled' || fate === 'stopped';
if (fate !== 'unhandled') {
  for (const name of [...${JSON.stringify(signals)}, 'SIGCONT']) {
    process.on(name, () => isMine || console.log('not mine:', name));
  }
}
if (fate === 'closed') {
  process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 3 : 4));
  setInterval(() => console.log(turn), 1);
} else {
  console.log(turn);
  process.stdin.once('data', () => process.stdin.destroy());
  if (turn % 2) process.stdin.once('close', () => process.exit());
}`;

function spin(microseconds: number): void {
  for (const end = performance.now() + microseconds / 1000; performance.now() < end; );
}

function interfere(child: ChildProcess, fate: Fate, turn: number): void {
  if (fate === 'closed') {
    child.stdout?.destroy();
    return;
  }
  child.stdin?.write('x'); // at once
  if (fate === 'none') return;
  spin(((mixed(turn) % steps) * spread) / steps);
  if (fate === 'killed') child.kill('SIGKILL');
  else if (fate !== 'stopped') child.kill(pick(signals, turn));
  else for (const name of ['SIGTSTP', 'SIGCONT'] as const) child.kill(name);
}

/** A handled one ends a frontend only before the script has begun or after it has ended. */
function isRight(fate: Fate, turn: number, out: string, code: number | null, by: string | null) {
  if (fate === 'closed') return code === 3;
  if (out !== `${turn}\n`) return false;
  if (code === 0) return true;
  if (fate === 'killed') return by === 'SIGKILL';
  return (fate === 'handled' || fate === 'unhandled') && by === pick(signals, turn);
}

/** @returns what is wrong with that run, if anything is */
async function call(shop: Workshop, program: string, script: string, turn: number) {
  const fate = fateOf(turn);
  const env = { ...shop.env, SPEEDY_MAXRUNS: '0', SPEEDY_MAXBACKENDS: String(backends) };
  const child = spawn(program, [script, fate, String(turn)], {
    env,
    stdio: 'pipe',
    timeout: limit,
  });
  let out = '';
  child.stdin.on('error', () => {}); // it may have gone
  child.stdout.on('data', (data) => {
    out += data;
  });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const ended = once(child, fate === 'closed' ? 'exit' : 'close');
  await Promise.race([once(child.stdout, 'data'), ended]);
  await sleep(longRun);
  interfere(child, fate, turn);
  const [code, by] = await ended;
  const how = `${fate} ${turn}: ${JSON.stringify([out, errors, code, by])}`;
  return isRight(fate, turn, out, code, by) ? undefined : how;
}

/** States of records other than of idle backends and free places. */
function leftInQueue(shop: Workshop): number[] {
  const all = shop.groups.flatMap(entriesIn).map((entry) => entry.get('state'));
  return all.filter((state) => state !== states.free && state !== states.idle);
}

for (const { name, program, share } of frontends) {
  const count = runs * share;
  test(`signals at the end of ${count} runs reach no other run, ${name}`, async () => {
    const shop = new Workshop();
    const script = shop.script('storm.cjs', text);
    const wrong: string[] = [];
    let next = 0;
    const caller = async () => {
      for (let turn = next++; turn < count && wrong.length === 0; turn = next++) {
        const how = await call(shop, program, script, turn);
        if (how !== undefined) wrong.push(how);
      }
    };
    try {
      await Promise.all(Array.from({ length: callers }, caller));
      assert.deepEqual(wrong, []);
      await until('nobody is left in the queue', limit, () => leftInQueue(shop).length === 0);
    } finally {
      await shop.close();
    }
  });
}
