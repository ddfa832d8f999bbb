/**
 * speedy, the frontend for machines without a C compiler: finds an idle backend for the script,
 * hands the request over, waits, and ends exactly as the script ended.
 */
import { closeSync, readSync } from 'node:fs';
import { SpeedyError } from '../shared/errors.ts';
import { helpText } from '../shared/help.ts';
import { takeLimit } from '../shared/layout.ts';
import { waitReadable } from '../shared/libc.ts';
import { startOf } from '../shared/process-start.ts';
import { hangUp } from '../shared/socket.ts';
import { replies, replySize } from '../shared/wire.ts';
import { version } from './build.ts';
import { howItDied } from './death.ts';
import { endAs, exit, fail, put } from './end.ts';
import { Group } from './group.ts';
import { type Handover, release, takeOver } from './handover.ts';
import { type Run, readInvocation } from './invocation.ts';
import { takeBackend } from './line.ts';
import { becomeAdministration, becomeCheck, becomeInterpreter } from './off.ts';
import { PollSet, pollIn } from './poll-set.ts';
import { followProgram } from './program.ts';
import { GroupQueue } from './queue.ts';
import { Relay } from './relay.ts';
import { buildRequest } from './request.ts';
import { RunTime } from './run-time.ts';
import { sendRequest } from './send.ts';
import { forwardNoMore, forwardTo, watchSignals } from './signals.ts';
import { startOvertime } from './start.ts';
import { abandonBackend, dropBackend, type Seat } from './take.ts';

const tries = 50;
const idleMask = 0o077;
/**
 * Milliseconds. Signals are not seen in this time; a run that ends in it needs no thread that
 * waits, nor the time to start one.
 */
const shortRun = 5;

/** Milliseconds. What a Perl script has forked may hold the connection behind its death. */
const lookInterval = 1000;

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

/** Until there is an answer; relays meanwhile. */
async function awaitAnswer(fd: number, relay: Relay): Promise<void> {
  const set = new PollSet(1 + relay.size);
  set.watch(0, fd, pollIn);
  for (;;) {
    relay.watch(set, 1);
    await set.wait();
    if (set.found(0)) return;
    relay.move(set, 1);
  }
}

/**
 * @param follow called where no answer comes; returns whether the process goes on
 * @returns undefined if it died
 */
async function readAnswer(
  fd: number,
  relay: Relay,
  time: RunTime,
  follow: () => boolean,
): Promise<Buffer | undefined> {
  const answer = Buffer.alloc(replySize);
  let isShort = relay.size === 0 && waitReadable(fd, shortRun);
  for (let follows = false; ; isShort = false) {
    if (!isShort) await awaitAnswer(fd, relay);
    if (readNow(fd, answer) !== replySize) {
      if (follows || !follow()) return undefined;
      follows = true;
    } else if (answer.readUInt32LE(0) !== replies.runTime) {
      return answer;
    } else {
      time.limit(answer.readUInt32LE(4));
    }
  }
}

interface Request {
  readonly run: Run;
  readonly relay: Relay;
  readonly group: Group;
  readonly message: Buffer;
}

/** @returns ends the connection where the backend is dead, but that doesn't tell; undefined for Node.js */
function lookForDeath({ run }: Request, seat: Seat, fd: number): NodeJS.Timeout | undefined {
  if (run.values.Interpreter !== 'perl') return undefined;
  return setInterval(() => {
    if (startOf(seat.pid) === 0n) hangUp(fd);
  }, lookInterval);
}

/** Ends as the script ended. @returns whether the script has changed; else nothing has run */
async function serve(
  request: Request,
  queue: GroupQueue,
  seat: Seat,
  fd: number,
): Promise<boolean> {
  const { run, relay } = request;
  let isAbandoned = false;
  const timer = setTimeout(() => {
    isAbandoned = abandonBackend(queue, seat);
    if (isAbandoned) hangUp(fd);
  }, takeLimit / 1e6);
  const look = lookForDeath(request, seat, fd);
  const time = new RunTime((seconds) => startOvertime(run, queue, seat, seconds));
  time.limit(Number(run.values.MaxRunTime));
  const answer = await readAnswer(fd, relay, time, () => followProgram(queue, seat, fd));
  clearTimeout(timer);
  clearInterval(look);
  time.end();
  closeSync(fd);
  if (isAbandoned) return false;
  if (answer !== undefined && answer.readUInt32LE(0) !== replies.exited) return true;
  const death = answer === undefined ? await howItDied(queue, seat) : undefined;
  if (death?.kind === 'notStarted') return false;
  forwardNoMore();
  await relay.finish();
  if (answer !== undefined) exit(answer.readInt32LE(4));
  if (death?.kind === 'died') endAs(death.status);
  throw new SpeedyError('died', run.script);
}

/** Until a backend has run the script. Returns if it has changed. */
async function runScript(request: Request): Promise<void> {
  const { run, relay, group, message } = request;
  const queue = new GroupQueue(group);
  for (let i = 0; i < tries; i++) {
    const seat = await takeBackend(run, queue);
    const connection = sendRequest(group.path, seat, message, relay.descriptors);
    if (connection !== undefined) forwardTo(queue, seat, connection);
    const hasChanged =
      connection !== undefined && (await serve(request, queue, seat, connection.fd));
    if (!hasChanged) dropBackend(queue, seat);
    forwardNoMore();
    if (hasChanged) return queue.close();
  }
  throw new SpeedyError('start', run.script, 'one after the other went away before it began');
}

/** One that has read of the input stays; else the script's new #! line says how to relay. */
function nextRelay(before: Relay | undefined, run: Run, open: number): Relay {
  if (before?.hasRead) return before;
  before?.discard();
  return new Relay(run, open);
}

/** The script's #! line may have changed as well: then nothing that we know still holds. */
async function main(): Promise<void> {
  const given = takeOver();
  watchSignals(given);
  const umask = process.umask();
  let relay: Relay | undefined;
  for (;;) {
    const run = readInvocation(given);
    if (run === 'Help') print(helpText(), given);
    if (run === 'Version') print(`speedy ${version}\n`, given);
    if (run === 'Administration') return becomeAdministration(given);
    if (run.check) becomeCheck(run, given);
    if (run.off) becomeInterpreter(run, given);
    if (relay === undefined) release();
    process.umask(idleMask);
    const group = new Group(run);
    const message = buildRequest(run, given, umask);
    relay = nextRelay(relay, run, given.open);
    await runScript({ run, relay, group, message });
    group.close();
  }
}

process.on('uncaughtException', fail);
main().catch(fail);
