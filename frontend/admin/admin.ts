/**
 * speedy --status, --stop, --reload and --kill: shows backends, and ends or replaces them. The frontend
 * has become this program.
 */
import { readFileSync } from 'node:fs';
import { helpText } from '../../shared/help.ts';
import { states } from '../../shared/layout.ts';
import { removeDeadRehearsals } from '../../shared/rehearsals.ts';
import { version } from '../build.ts';
import { fail, put } from '../end.ts';
import { rawArguments } from '../handover.ts';
import { variablesIn } from '../invocation.ts';
import { findGroups } from './find.ts';
import type { KnownGroup } from './group.ts';
import { findHome } from './home.ts';
import { kill } from './kill.ts';
import { ownGroups } from './known.ts';
import { reload } from './reload.ts';
import { showStatus } from './status.ts';
import type { Stayer } from './staying.ts';
import { type Ended, stop } from './stop.ts';
import { type Command, readWish, type Wish } from './wish.ts';

/** As those of init scripts are. */
const status = { done: 0, notDone: 1, notRunning: 3 } as const;

const nobody = 'No backend is running.';

const say = (text: string): void => put(1, `${text}\n`);

/** @param how what was done with them */
function sayCount(count: number, how: string): void {
  if (count === 0) say(nobody);
  else say(`${how} ${count === 1 ? '1 process' : `${count} processes`}.`);
}

/** Somebody is there still. */
function whyOf({ pid, group }: Stayer): string {
  const isServing = group.change(() => group.placeOf(pid)?.entry.get('state') === states.serving);
  return isServing ? 'in a run still, and gone behind it' : 'there still; --kill asks nobody';
}

function sayEnded({ count, left }: Ended, how: string): number {
  if (count > 0 || left.length === 0) sayCount(count, how);
  for (const one of left) put(2, `speedy: end a backend: ${one.pid}: ${whyOf(one)}\n`);
  return left.length > 0 ? status.notDone : status.done;
}

async function sayReloaded(groups: readonly KnownGroup[]): Promise<number> {
  const { count, finishing } = await reload(groups);
  sayCount(count, 'Replaced');
  if (finishing.length > 0) say(`In a run still, and then gone: ${finishing.join(', ')}.`);
  return status.done;
}

function removeLeft({ subjects }: Wish): void {
  const homes = subjects.map(({ base }) => findHome(base));
  for (const home of homes) if (home !== undefined) removeDeadRehearsals(home.safePath);
}

const verbs: Record<
  Exclude<Command, 'Status'>,
  (groups: readonly KnownGroup[]) => Promise<number>
> = {
  Stop: async (groups) => sayEnded(await stop(groups), 'Stopped'),
  Kill: async (groups) => sayEnded(await kill(groups), 'Killed'),
  Reload: sayReloaded,
};

function show(wish: Wish, groups: readonly KnownGroup[]): number {
  const wantsLeaks = wish.group !== undefined || wish.subjects.some(({ script }) => script);
  const isRunning = showStatus(groups, { isJson: wish.isJson, wantsLeaks });
  if (!isRunning && !wish.isJson) say(nobody);
  return isRunning ? status.done : status.notRunning;
}

async function main(): Promise<void> {
  const [, ...args] = rawArguments();
  const entries = readFileSync('/proc/self/environ', 'latin1').split('\0');
  const wish = readWish(args, variablesIn(entries));
  if (wish === 'Help') return put(1, helpText());
  if (wish === 'Version') return put(1, `speedy ${version}\n`);
  const groups = findGroups(wish);
  if (wish.command === 'Status') {
    process.exitCode = show(wish, groups);
    return;
  }
  const own = ownGroups(groups, wish.command === 'Kill');
  process.exitCode = await verbs[wish.command](own);
  removeLeft(wish);
}

process.on('uncaughtException', fail);
main().catch(fail);
