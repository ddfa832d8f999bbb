// The backends of one measure: they live below a folder of their own, and are ended after it.
import { type Dirent, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { endBackends } from '../end-backends.ts';
import type { Workplace } from './workplace.ts';

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

/**
 * What templates say that they have loaded ahead of fresh runs: files, written anew for each template
 * that gets ready.
 */
export function plansOf({ folder }: Home): string {
  const groups = subfolders(folder).flatMap(subfolders);
  const plans = groups.map((group) => statSync(join(group, 'ahead'), { throwIfNoEntry: false }));
  return plans.map((plan) => plan?.ino).join();
}

/** Runs the work with no backend there yet; when it is done, none is left. */
export async function withBackends<T>(
  place: Workplace,
  work: (home: Home) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(place.folder, 'h'));
  const base = join(folder, 's');
  try {
    return await work({ folder, env: { ...place.env, SPEEDY_TMPBASE: base } });
  } finally {
    await endBackends(base);
    rmSync(folder, { recursive: true, force: true });
  }
}
