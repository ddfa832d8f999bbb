/**
 * speedy --check: runs a script with plain Node.js and under speedy, several times each, compares
 * what it does, and says what likely makes the difference. The frontend has become this program.
 */
import { readFileSync } from 'node:fs';
import { SpeedyError } from '../../shared/errors.ts';
import { fail, put } from '../end.ts';
import { rawArguments } from '../handover.ts';
import { type Run, readInvocation } from '../invocation.ts';
import { compare, OwnFailure } from './compare.ts';
import { Place } from './place.ts';
import { isSame, type Result, report } from './report.ts';
import { Subject } from './subject.ts';

const differs = 1;
const signals = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const;

let place: Place | undefined;
/** By a signal: what fails now, fails for it. */
let isEnding = false;

/** Ends by the signal, leaving nothing. */
async function endBy(signal: NodeJS.Signals): Promise<void> {
  isEnding = true;
  await place?.close(signal);
  process.kill(process.pid, signal);
}

async function check(frontend: string, args: string[], run: Run): Promise<Result> {
  for (const signal of signals) process.once(signal, endBy);
  place = new Place(Buffer.from(run.values.TmpBase, 'latin1').toString());
  try {
    const input = await place.takeInput();
    return await compare(new Subject(place, { frontend, args, run, input }));
  } finally {
    await place.close();
  }
}

async function main(): Promise<void> {
  const [frontend = '', ...args] = rawArguments();
  const environment = readFileSync('/proc/self/environ', 'latin1');
  const run = readInvocation({ program: frontend, args, environment, terminals: 0 });
  if (typeof run === 'string') return; // the frontend has printed it
  if (run.values.Interpreter === 'perl')
    throw new SpeedyError('check', run.script, 'it is for Node.js scripts');
  const result = await check(frontend, args, run);
  if (isEnding) return;
  process.stdout.write(report(result));
  process.exitCode = isSame(result) ? 0 : differs;
}

/** Where speedy has said itself why it failed, that is all there is to say. */
function say(error: unknown): void {
  if (isEnding) return;
  if (!(error instanceof OwnFailure)) fail(error);
  put(2, error.message);
  process.exitCode = error.status;
}

process.on('uncaughtException', fail);
main().catch(say);
