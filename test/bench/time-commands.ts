// Runs time-commands.c's program and reads its figures; see there for what a run is.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Command, Workplace } from './workplace.ts';

const run = promisify(execFile);

export interface Rounds {
  rounds: number;
  /** Rounds before those that count: caches, the JIT. */
  warmUp?: number;
  /** Before each command, so that work which the last one left behind is not counted with it. */
  pauseMs?: number;
  /** The exit status that every run must have. */
  status?: number;
  /** Every command must put out as many bytes as the first one. */
  sameOutput?: boolean;
}

type Environment = Readonly<Record<string, string>>;

function listed(commands: readonly Command[]): string[] {
  return commands.flatMap((command, i) => (i === 0 ? command : [':::', ...command]));
}

async function lines(place: Workplace, env: Environment, args: readonly unknown[]) {
  const options = { env, signal: place.stop, encoding: 'utf8' } as const;
  try {
    const { stdout } = await run(place.timer, args.map(String), options);
    return stdout.trim().split('\n');
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(stderr?.trim() || message);
  }
}

function cells(line: string): string[] {
  return line.trim().split(' ');
}

function mustBeSame(line: string): void {
  const sizes = cells(line).map((cell) => cell.split(':')[1]);
  if (new Set(sizes).size > 1) throw new Error(`outputs differ, in bytes: ${sizes.join(', ')}`);
}

/** Runs the commands in turn; for each of them, its durations in nanoseconds. */
export async function interleave(
  place: Workplace,
  env: Environment,
  commands: readonly Command[],
  { rounds, warmUp = 0, pauseMs = 0, status = 0, sameOutput = false }: Rounds,
): Promise<number[][]> {
  const numbers = [status, warmUp + rounds, pauseMs];
  const all = await lines(place, env, ['interleave', ...numbers, ...listed(commands)]);
  if (sameOutput) all.forEach(mustBeSame);
  const counted = all.slice(warmUp).map((line) => cells(line).map(Number.parseFloat));
  return commands.map((_, i) => counted.map((durations) => durations[i] ?? Number.NaN));
}

/** Runs per second of each command, with so many callers at once for so many milliseconds. */
export async function throughput(
  place: Workplace,
  env: Environment,
  commands: readonly Command[],
  callers: number,
  ms: number,
): Promise<number[]> {
  const [line = ''] = await lines(place, env, [
    ...['throughput', 0, callers, ms],
    ...listed(commands),
  ]);
  return cells(line).map(Number);
}

/** Runs the command once for each caller, all at once; nanoseconds until the last is done. */
export async function burst(
  place: Workplace,
  env: Environment,
  command: Command,
  callers: number,
): Promise<{ ns: number; outputs: string[] }> {
  const outputs = await lines(place, env, ['burst', 0, callers, ...command]);
  const ns = Number(outputs.pop());
  return { ns, outputs };
}
