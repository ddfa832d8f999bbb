/** speedy_backend: keeps the interpreter, and runs the script again and again. */
import { closeSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { SpeedyError } from '../shared/errors.ts';
import { dieWithPeer, reason, startSession, waitReadable } from '../shared/libc.ts';
import { startOf } from '../shared/process-start.ts';
import { replies } from '../shared/protocol.ts';
import { acceptFrom, listenAt } from '../shared/socket.ts';
import { answer, type Received, receive } from './connection.ts';
import { findInspector } from './inspector.ts';
import { offerInterface } from './interface/offer.ts';
import { wishes } from './interface/wishes.ts';
import { complain } from './interpreters/node/complain.ts';
import { forgetFailed } from './interpreters/node/es-loader.ts';
import { beginRun, leaveProcess, watchRuns } from './interpreters/node/run.ts';
import { readScript, type Script } from './interpreters/node/script.ts';
import { say } from './log.ts';
import { OwnRecord } from './own-record.ts';
import { settings } from './settings.ts';
import { isShuttingDown, leaveIfOver, shutDown } from './shut-down.ts';
import { enterStage, leaveDirectory, leaveStage } from './stage.ts';
import { startSuccessor } from './successor.ts';
import { hearsTerm, hearTerm, leaveTerm, waitOrHear } from './term.ts';

const build = '@BUILD@';
const backlog = 16;
const socketMask = 0o177;
/** Those of speedy_backend.sh come first. */
const ownOptions = 2;
/** Milliseconds. So often an idle backend looks whether the queue still knows it. */
const lookInterval = 60_000;

const record = new OwnRecord(settings.queue, settings.record);
const inspector = findInspector();
const scripts = new Map<string, Script>();
let runs = 0;
let listener: number;

interface Served {
  readonly connection: number;
  readonly frontend: number;
  /** A frontend that is killed takes its run with it, until it is told how the run ended. */
  readonly outlive: () => void;
}
/** The run that is being served. */
let served: Served | undefined;
/** By performance.now(). */
let idleSince = performance.now();

const removeSocket = (): void => rmSync(settings.socket, { force: true });

/** @returns what ends a wait, of lookInterval at most */
function awaitFrontend(): 'here' | 'late' | 'forgotten' | 'nobody' {
  const left = idleSince + settings.timeout - performance.now();
  if (left <= 0) return 'late';
  const most = Math.ceil(Math.min(left, lookInterval));
  if (hearsTerm() ? waitOrHear(listener, most) : waitReadable(listener, most)) return 'here';
  return record.isKept() ? 'nobody' : 'forgotten';
}

/** The event loop is empty. */
function idle(): void {
  if (isShuttingDown()) leaveIfOver();
  else serveNext();
}

/** Waits for a frontend whose request can be run; the run begins when the event loop goes on. */
function serveNext(): void {
  while (served === undefined && !isShuttingDown()) {
    const what = awaitFrontend();
    if (what === 'here') acceptNext();
    else if (what === 'late') leaveIfIdle();
    else if (what === 'forgotten') {
      removeSocket();
      shutDown();
    } else if (hearsTerm()) {
      setImmediate(() => {}); // the event loop tells whether one has come, and asks us again
      return;
    }
  }
}

function acceptNext(): void {
  const connection = acceptFrom(listener);
  try {
    serve(connection, receive(connection, build));
  } catch (error) {
    say(`request refused: ${reason(error)}`);
    closeSync(connection);
  }
}

function leaveIfIdle(): void {
  idleSince = performance.now(); // or somebody has taken us
  if (!record.leave(true, removeSocket)) return;
  shutDown();
}

/** TERM while no run is there. Somebody who has taken us already is served first. */
function terminated(): void {
  wishes.leave = true;
  if (served === undefined) leaveIfIdle();
}

function serve(connection: number, received: Received): void {
  const { request } = received;
  if (!record.markStarted(request.pid)) {
    for (const fd of received.descriptors) if (fd !== undefined) closeSync(fd);
    throw new Error(`process ${request.pid} is not the one that is served`);
  }
  served = { connection, frontend: request.pid, outlive: dieWithPeer(connection) };
  if (!setStage(received)) return;
  const path = resolve(process.cwd(), request.script);
  const known = scripts.get(path);
  if (known !== undefined && !known.stamp.equals(request.stamp)) {
    leaveStage();
    leaveWith(replies.retry, 0);
    return;
  }
  const args = request.args.toString().split('\0').slice(0, -1);
  inspector?.beginning();
  // Before the run begins, behind a turn of the event loop in which one that has come is told.
  if (hearsTerm()) setImmediate(leaveTerm);
  beginRun([process.execPath, path, ...args], () => known ?? compiled(path));
}

/** @returns whether the script can be run there; else the frontend is told */
function setStage(received: Received): boolean {
  try {
    enterStage(received);
    return true;
  } catch (error) {
    const directory = received.request.cwd.toString('utf8', 0, received.request.cwd.length - 1);
    const failure = new SpeedyError('workingDirectory', directory, reason(error));
    writeSync(2, `${failure.message}\n`);
    ended(failure.status, true);
    return false;
  }
}

function compiled(path: string): Script | undefined {
  try {
    const script = readScript(path);
    scripts.set(path, script);
    return script;
  } catch (error) {
    complain(path, error);
    return undefined;
  }
}

/** The run has ended: first we are there for the next one, then its frontend is told. */
function ended(status: number, isClean: boolean): void {
  if (served === undefined) return;
  served.outlive();
  leaveStage();
  runs++;
  if (!isClean) bequeath(status);
  else if (isToLeave()) leaveWith(replies.exited, status);
  else serveAgain(status);
}

const isToLeave = (): boolean => wishes.leave || wishes.cleanups.failed || runs >= settings.maxRuns;

function serveAgain(status: number): void {
  if (served === undefined) return;
  const { connection, frontend } = served;
  served = undefined;
  idleSince = performance.now();
  if (wishes.shutdownHandlers.any) hearTerm(terminated);
  const known = giveBack(frontend);
  answer(connection, replies.exited, status);
  closeSync(connection);
  if (!known) shutDown();
  // Nobody waits for this any more.
  leaveDirectory();
  forgetFailed();
}

/** @returns false if the queue doesn't know us any more, or can't be told */
function giveBack(frontend: number): boolean {
  try {
    return record.giveBack(frontend, runs);
  } catch (error) {
    say(`not given back: ${reason(error)}`);
    return false;
  }
}

function tell(kind: number, value: number): void {
  if (served === undefined) return;
  served.outlive();
  answer(served.connection, kind, value);
  closeSync(served.connection);
  served = undefined;
}

/** Off the queue before the frontend is told, so that nobody counts on us any more. */
function leaveWith(kind: number, value: number): void {
  record.leave(false, removeSocket);
  tell(kind, value);
  shutDown();
}

/** The run has left something that would reach into the next one: another backend serves that. */
function bequeath(status: number): void {
  const index = record.bequeath(removeSocket);
  tell(replies.exited, status);
  if (index !== undefined) record.setSuccessor(succeed(index));
  shutDown();
}

/** @returns the pid of who starts there, 0 if that fails: then a frontend starts one */
function succeed(index: number): number {
  try {
    return startSuccessor(index, process.execArgv);
  } catch (error) {
    say(`no successor: ${reason(error)}`);
    return 0;
  }
}

function dying(status: number): void {
  inspector?.dying();
  removeSocket();
  record.markEnding(status);
}

process.execArgv.splice(0, ownOptions);
startSession();
process.umask(socketMask);
listener = listenAt(settings.socket, backlog);
watchRuns({ idle, ended, dying });
offerInterface(() => runs + 1);
if (!record.register(startOf(process.pid))) {
  removeSocket();
  leaveProcess();
}
leaveStage();
leaveDirectory();
