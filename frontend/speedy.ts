/**
 * speedy, the frontend for machines without a C compiler: finds an idle backend for the script,
 * hands the request over, waits, and ends exactly as the script ended.
 */
import { closeSync, read, readSync } from 'node:fs';
import { SpeedyError } from '../shared/errors.ts';
import { helpText } from '../shared/help.ts';
import { takeLimit } from '../shared/layout.ts';
import { setStatusFlags, waitReadable } from '../shared/libc.ts';
import { hangUp } from '../shared/socket.ts';
import { replies, replySize } from '../shared/wire.ts';
import { version } from './build.ts';
import { howItDied } from './death.ts';
import { endAs, exit, fail, put } from './end.ts';
import { Group } from './group.ts';
import { type Handover, release, takeOver } from './handover.ts';
import { type Run, readInvocation } from './invocation.ts';
import { takeBackend } from './line.ts';
import { becomeCheck, becomeInterpreter } from './off.ts';
import { GroupQueue } from './queue.ts';
import { buildRequest } from './request.ts';
import { sendRequest } from './send.ts';
import { forwardNoMore, forwardTo, watchSignals } from './signals.ts';
import { abandonBackend, dropBackend, type Seat } from './take.ts';

const tries = 50;
const idleMask = 0o077;
/**
 * Milliseconds. Signals are not seen in this time; a run that ends in it needs no thread that
 * waits, nor the time to start one.
 */
const shortRun = 5;

function print(text: string, { open }: Handover): never {
  if ((open & 2) === 0) exit(1);
  try {
    put(1, text);
  } catch {
    exit(1);
  }
  return exit(0);
}

function readNow(fd: number, answer: Buffer): number {
  try {
    return readSync(fd, answer);
  } catch {
    return 0;
  }
}

function readLater(fd: number, answer: Buffer): Promise<number> {
  setStatusFlags(fd, 0); // it was not to wait
  return new Promise((resolve) => {
    read(fd, answer, 0, replySize, null, (error, size) => resolve(error === null ? size : 0));
  });
}

/**
 * @param abandon called if there is no answer for a while; true if the wait is to end
 * @returns undefined if the backend died
 */
async function readAnswer(fd: number, abandon: () => boolean): Promise<Buffer | undefined> {
  const answer = Buffer.alloc(replySize);
  const timer = setTimeout(() => abandon() && hangUp(fd), takeLimit / 1e6);
  const isShort = waitReadable(fd, shortRun);
  const size = isShort ? readNow(fd, answer) : await readLater(fd, answer);
  clearTimeout(timer);
  closeSync(fd);
  return size === replySize ? answer : undefined;
}

/** Ends as the script ended. @returns whether the script has changed; else nothing has run */
async function serve(run: Run, queue: GroupQueue, seat: Seat, fd: number): Promise<boolean> {
  let isAbandoned = false;
  const answer = await readAnswer(fd, () => {
    isAbandoned = abandonBackend(queue, seat);
    return isAbandoned;
  });
  if (isAbandoned) return false;
  if (answer?.readUInt32LE(0) === replies.exited) exit(answer.readInt32LE(4));
  if (answer !== undefined) return true;
  const death = await howItDied(queue, seat);
  if (death.kind === 'died') endAs(death.status);
  if (death.kind !== 'notStarted') throw new SpeedyError('died', run.script);
  return false;
}

/** Until a backend has run the script. Returns if it has changed. */
async function runScript(run: Run, group: Group, request: Buffer, open: number): Promise<void> {
  const queue = new GroupQueue(group);
  for (let i = 0; i < tries; i++) {
    const seat = await takeBackend(run, queue);
    const connection = sendRequest(group.path, seat, request, open);
    if (connection !== undefined) forwardTo(queue, seat, connection);
    const hasChanged = connection !== undefined && (await serve(run, queue, seat, connection.fd));
    if (!hasChanged) dropBackend(queue, seat);
    forwardNoMore();
    if (hasChanged) return queue.close();
  }
  throw new SpeedyError('start', run.script, 'one after the other went away before it began');
}

/** The script's #! line may have changed as well: then nothing that we know still holds. */
async function main(): Promise<void> {
  const given = takeOver();
  watchSignals(given);
  const umask = process.umask();
  for (let isFirst = true; ; isFirst = false) {
    const run = readInvocation(given);
    if (run === 'Help') print(helpText(), given);
    if (run === 'Version') print(`speedy ${version}\n`, given);
    if (run.check) becomeCheck(run, given);
    if (run.off) becomeInterpreter(run, given);
    if (isFirst) release();
    process.umask(idleMask);
    const group = new Group(run);
    await runScript(run, group, buildRequest(run, given, umask), given.open);
    group.close();
  }
}

process.on('uncaughtException', fail);
main().catch(fail);
