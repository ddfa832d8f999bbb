/** Ends backends that were started for a check, and removes what is theirs. */
import { readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { textOf } from '../../shared/text-of.ts';

/** Milliseconds. A killed process is gone in far less. */
const goneLimit = 10_000;
const lookInterval = 10;

/** Empty for a zombie, and for a process that has gone. */
const commandLine = (pid: number): string => textOf(`/proc/${pid}/cmdline`);

/** A backend and its keeper name their queue, which is below a path that nobody else has. */
function processesNaming(path: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => commandLine(pid).includes(path));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone.
  }
}

/** One that is just starting may still make something. */
function remove(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns when no process names the path any more, and nothing is there.
 * @param path a prefix that is the check's own
 */
export async function endBackends(path: string, folder: string): Promise<void> {
  const end = performance.now() + goneLimit;
  for (;;) {
    const pids = processesNaming(path);
    for (const pid of pids) kill(pid);
    if (remove(folder) && pids.length === 0) return;
    if (performance.now() > end) throw new Error(`${folder}: can't be removed`);
    await sleep(lookInterval);
  }
}
