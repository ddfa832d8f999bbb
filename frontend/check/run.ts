/** Runs a command once, with its output in files, and tells how it ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = constants;

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Path of what it reads. */
  readonly input: string;
  /** Where its output is put. */
  readonly folder: string;
  /** Milliseconds: it is killed then. */
  readonly limit?: number;
  /** Called when it has been started; it leads a process group. */
  readonly started?: (child: ChildProcess) => void;
}

export interface Outcome {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It did not end in time. */
  readonly isLate: boolean;
  readonly milliseconds: number;
}

export const ownFailure = 125;

/** speedy itself has failed, and says why. */
export const isOwnFailure = ({ code, stderr }: Outcome): boolean =>
  code === ownFailure && /^speedy: .*\n$/m.test(stderr.toString('latin1'));

/** A file of its own: who writes late to that of an earlier run doesn't disturb. */
function openOutput(path: string): number {
  rmSync(path, { force: true });
  return openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND, 0o600);
}

/** Kills its whole group. */
export function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

type End = Pick<Outcome, 'code' | 'signal' | 'isLate'>;

function ended(child: ChildProcess, limit: number | undefined): Promise<End> {
  let isLate = false;
  const kill = () => {
    isLate = true;
    killGroup(child);
  };
  const timer = limit === undefined ? undefined : setTimeout(kill, limit);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, isLate });
    });
  });
}

/** @throws if the command can't be started */
export async function run(command: Command): Promise<Outcome> {
  const paths = [join(command.folder, 'stdout'), join(command.folder, 'stderr')] as const;
  const stdio = [openSync(command.input, 'r'), ...paths.map(openOutput)];
  const start = performance.now();
  const child = spawn(command.program, command.args, { env: command.env, stdio, detached: true });
  for (const fd of stdio) closeSync(fd);
  command.started?.(child);
  const end = await ended(child, command.limit);
  const milliseconds = performance.now() - start;
  const [stdout, stderr] = [readFileSync(paths[0]), readFileSync(paths[1])];
  return { stdout, stderr, ...end, milliseconds };
}
