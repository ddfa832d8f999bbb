// The backends of one measure: they live below a folder of their own, and are ended after it.
import { type Dirent, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allProcesses, isYoungerThanBench, mentions } from './processes.ts';
import type { Workplace } from './workplace.ts';

const END_WITHIN_MS = 10_000;
const POLL_MS = 10;

/** Where frontends find the backends of this measure, and nobody else's. */
export interface Home {
  folder: string;
  env: Record<string, string>;
}

/** Empty for a folder that went away meanwhile, as those of ended backends do. */
function subfolders(folder: string): string[] {
  return entries(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The pids of backends that accept requests: their sockets are named so. */
export function acceptingBackends({ folder }: Home): number[] {
  const groups = subfolders(folder).flatMap(subfolders);
  const sockets = groups.flatMap(entries).filter((entry) => entry.isSocket());
  return sockets.map(({ name }) => Number(name)).filter((pid) => pid > 0);
}

/** Also those that are still starting, and helpers: they were told where their home is. */
function everyone(home: Home): number[] {
  const told = allProcesses().filter(({ pid }) => mentions(pid, home.folder));
  const pids = new Set([...acceptingBackends(home), ...told.map(({ pid }) => pid)]);
  return [...pids].filter(isYoungerThanBench);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone meanwhile: what we want.
  }
}

async function endBackends(home: Home): Promise<void> {
  const until = Date.now() + END_WITHIN_MS;
  const told = new Set<number>();
  for (let left = everyone(home); left.length > 0; left = everyone(home)) {
    if (Date.now() > until) {
      for (const pid of left) signal(pid, 'SIGKILL');
      throw new Error(`backends ${left.join(', ')} had to be killed: SIGTERM didn't end them`);
    }
    for (const pid of left) if (!told.has(pid)) signal(pid, 'SIGTERM');
    for (const pid of left) told.add(pid);
    await sleep(POLL_MS);
  }
}

/** Runs the work with no backend there yet; when it is done, none is left. */
export async function withBackends<T>(
  place: Workplace,
  work: (home: Home) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(place.folder, 'h'));
  const home = { folder, env: { ...place.env, SPEEDY_TMPBASE: join(folder, 's') } };
  try {
    return await work(home);
  } finally {
    await endBackends(home);
    rmSync(folder, { recursive: true, force: true });
  }
}
