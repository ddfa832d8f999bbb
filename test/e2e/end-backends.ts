// Ends the backends that a server's scripts have left behind.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { until } from './until.ts';

const LEAVE_MS = 10_000;

/** Ends all backends below `tmpBase`, whoever they run as; rejects if one had to be killed. */
export async function endBackends(tmpBase: string): Promise<void> {
  const told = new Set<number>();
  const noneLeft = () => {
    const backends = liveBackends(tmpBase);
    for (const pid of backends) if (!told.has(pid)) signal(pid, 'SIGTERM');
    for (const pid of backends) told.add(pid);
    return ![...told].some(isBackend);
  };
  try {
    await until(`the backends of ${tmpBase} leave`, LEAVE_MS, noneLeft);
  } catch (error) {
    for (const pid of told) if (isBackend(pid)) signal(pid, 'SIGKILL');
    throw error;
  }
}

// A backend's socket is <tmpBase>.<uid>/<group>/<pid>.
function liveBackends(tmpBase: string): number[] {
  const parent = dirname(tmpBase);
  return readdirSync(parent, { recursive: true })
    .map(String)
    .filter((path) => path.startsWith(`${basename(tmpBase)}.`))
    .map((path) => basename(path))
    .filter((name) => /^[1-9]\d*$/.test(name))
    .map(Number)
    .filter(isBackend);
}

// A zombie has no command line, and a recycled pid another one.
function isBackend(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('speedy');
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
