/** speedy_backend: keeps the interpreter, and runs the script again and again. */
import { closeSync } from 'node:fs';
import { resolve } from 'node:path';
import { SpeedyError } from '../shared/errors.ts';
import { reason, startSession } from '../shared/libc.ts';
import { startOf } from '../shared/process-start.ts';
import { type Request, replies } from '../shared/protocol.ts';
import { acceptFrom, listenAt } from '../shared/socket.ts';
import { areStale, watchOwn, watchOwnSources } from './changes/own.ts';
import { answer, type Received, receive } from './connection.ts';
import { leaveDirectory } from './directory.ts';
import { birth, planned, readAhead } from './fresh/birth.ts';
import { renewClock } from './fresh/clock.ts';
import { isFit } from './fresh/fit.ts';
import { tellParent } from './fresh/learned.ts';
import { canFork } from './fresh/make.ts';
import { endRehearsal, hasRehearsals, isRehearsing, nextRehearsal } from './fresh/rehearsal.ts';
import { wakeParent } from './fresh/wake-parent.ts';
import { guards } from './guards.ts';
import { findInspector } from './inspector.ts';
import { offerInterface } from './interface/offer.ts';
import { wishes } from './interface/wishes.ts';
import { hidden } from './interpreters/node/current.ts';
import { forgetFailed } from './interpreters/node/es-loader.ts';
import { beginRun, watchRuns } from './interpreters/node/run.ts';
import { leaveProcess } from './interpreters/node/stand-ins.ts';
import {
  beginLeakCheck,
  isLeaking,
  lookForLeaks,
  tellLastLeaks,
  weighMemory,
} from './leak-check.ts';
import {
  leaveStale,
  leaveToSuccessor,
  leaveWith,
  markEnding,
  removeSocket,
  takeLeave,
} from './leave.ts';
import { say } from './log.ts';
import { ownRecord } from './own-record.ts';
import { beginRunTime, changedRunTime } from './run-time.ts';
import { compiled, firstCompiled, isSought, scripts } from './scripts.ts';
import { isServing, outlive, reply, serveFor, suspend } from './served.ts';
import { settings } from './settings.ts';
import { shutDown } from './shut-down.ts';
import { fillSpares } from './spares.ts';
import { enterStage, leaveStage, tellUser } from './stage.ts';
import { tellCheck } from './tell-check.ts';
import { hearsTerm, leaveTerm } from './term.ts';
import { awaitRun, becomeIdle } from './wait.ts';

const build = '@BUILD@';
const backlog = 16;
const socketMask = 0o177;
/** Those of speedy_backend.sh come first. */
const ownOptions = settings.isParent ? 7 : 2;

let runs = 0;
/** Where frontends find this process; undefined until it is a backend. */
let listener: number | undefined;

function accept(): void {
  const connection = acceptFrom(listener as number);
  const received = admit(connection);
  if (received === undefined) {
    closeSync(connection);
    return;
  }
  serveFor(received.request.pid, connection);
  try {
    serve(received);
  } catch (error) {
    giveUp(received.request, error);
  }
}

/** @returns undefined if nobody is to be served */
function admit(connection: number): Received | undefined {
  let received: Received | undefined;
  try {
    received = receive(connection, build);
    if (ownRecord.markStarted(received.request.pid)) return received;
    answer(connection, replies.retry, 0); // it may be our record that is lost
    say(`request refused: process ${received.request.pid} is not the one that is served`);
  } catch (error) {
    say(`request refused: ${reason(error)}`);
  }
  for (const fd of received?.descriptors ?? []) if (fd !== undefined) closeSync(fd);
  return undefined;
}

function serve(received: Received): void {
  const { request } = received;
  wakeParent();
  fillSpares();
  const path = setStage(received);
  if (path === undefined) return;
  const args = request.args.toString().split('\0').slice(0, -1);
  const argv = [process.execPath, path, ...args];
  const known = scripts.get(path);
  const isChanged = known !== undefined && !known.stamp.equals(request.stamp);
  if (areStale()) {
    refuseStale();
    return;
  }
  if (isChanged || (settings.isFresh && !isFit(request, argv))) {
    refuse();
    return;
  }
  renewClock();
  inspector?.beginning();
  beginRunTime(isRehearsing());
  beginLeakCheck(path, runs + 1);
  // Before the run begins, behind a turn of the event loop in which one that has come is told.
  if (hearsTerm()) setImmediate(leaveTerm);
  beginRun(argv, () => known ?? firstCompiled(path, request.stamp));
}

/** Those that wait beside us may be as old: nobody is to ask one after the other. */
function refuseStale(): void {
  if (!settings.isFresh) ownRecord.dismissOthers();
  refuse();
}

/** Another process is taken. */
function refuse(): void {
  outlive();
  leaveStage();
  leaveWith(replies.retry, 0);
}

/**
 * Nothing of the run has begun. What an earlier one has done to this process, sealed it perhaps, it hasn't
 * done to another; where there was none, another would fail in the same way.
 */
function giveUp({ script }: Request, error: unknown): void {
  say(`run not begun: ${reason(error)}`);
  if (runs > 0) {
    refuse();
    return;
  }
  const { message, status } = new SpeedyError('begin', script, reason(error));
  tellUser(message);
  outlive();
  leaveStage();
  leaveWith(replies.exited, status);
}

/** @returns the script's path, if it can be run there; else the frontend is told */
function setStage(received: Received): string | undefined {
  try {
    enterStage(received);
    return resolve(received.request.script);
  } catch (error) {
    const directory = received.request.cwd.toString('utf8', 0, received.request.cwd.length - 1);
    const failure = new SpeedyError('workingDirectory', directory, reason(error));
    tellUser(failure.message);
    ended(failure.status, true);
    return undefined;
  }
}

/** The run has ended: first we are there for the next one, then its frontend is told. */
function ended(status: number, isClean: boolean): void {
  if (!isServing()) return;
  outlive();
  leaveStage();
  runs++;
  const isLeaky = isLeaking(isClean);
  if (isRehearsing()) rehearsed(status);
  else if (settings.isFresh) leaveFresh(status);
  else if (!isClean) leaveToSuccessor(status);
  else if (areStale()) leaveAsStale(status);
  else if (isLeaky) leaveToSuccessor(status);
  else if (isToLeave()) leaveWith(replies.exited, status);
  else if (guards.isOver(runs)) leaveToSuccessor(status);
  else serveAgain(status);
}

function leaveAsStale(status: number): void {
  leaveStale(false, isSought(), () => reply(replies.exited, status, () => {}));
  shutDown();
}

const isToLeave = (): boolean => wishes.leave || wishes.cleanups.failed;

/** The process ends with its only run. A frontend that is told goes away at once: that ends nobody. */
function leaveAtExit(status: number): void {
  outlive();
  tellEnd(status);
}

/** The only run of this process is over: what it has loaded, others may load ahead. */
function tellEnd(status: number): void {
  if (!isServing()) return;
  outlive();
  takeLeave(replies.exited, status);
  tellCheck(planned(), false);
  if (settings.parent !== undefined) tellParent(planned());
}

function leaveFresh(status: number): void {
  tellEnd(status);
  shutDown();
}

function serveAgain(status: number): void {
  let isKnown = true;
  becomeIdle();
  reply(replies.exited, status, (frontend) => {
    isKnown = giveBack(frontend, status);
  });
  if (!isKnown) shutDown();
  // Nobody waits for this any more.
  leaveDirectory();
  forgetFailed();
  guards.look(runs);
}

/** @returns false if the queue doesn't know us any more, or can't be told */
function giveBack(frontend: number, status: number): boolean {
  try {
    return ownRecord.giveBack(frontend, status, runs, removeSocket);
  } catch (error) {
    say(`not given back: ${reason(error)}`);
    return false;
  }
}

function dying(status: number): void {
  inspector?.dying();
  tellLastLeaks();
  tellCheck(planned(), hidden._exiting);
  markEnding(status);
}

/** From here on frontends find us. */
function enlist(index: number): void {
  process.umask(socketMask);
  listener = listenAt(settings.socket, backlog);
  if (!ownRecord.register(index, startOf(process.pid))) {
    removeSocket();
    leaveProcess();
  }
  leaveStage();
  leaveDirectory();
  if (index === settings.record) wakeParent(); // the first one: whoever has started it waits for that
  readAhead();
}

/** From here on they don't. */
function delist(): void {
  if (listener !== undefined) closeSync(listener);
  listener = undefined;
  ownRecord.close();
}

/** A request of our own is served, so that the first of others meets code that has run. */
function rehearse(): void {
  const request = nextRehearsal(build);
  enlist(0);
  request.send();
}

function rehearsed(status: number): void {
  tellEnd(status);
  delist();
  endRehearsal();
  leaveDirectory();
  scripts.clear();
  runs = 0;
}

/** An heir has the time for it, too. */
const isToRehearse = (): boolean =>
  (settings.predecessor !== undefined || (settings.isParent && canFork)) && hasRehearsals();

function idle(): void {
  if (listener === undefined && isToRehearse()) rehearse();
  else if (listener === undefined) {
    const place = birth({ compile: compiled, leave: leaveAtExit });
    if (place !== undefined) {
      enlist(place);
      guards.begin();
    }
  }
  weighMemory();
  if (listener !== undefined) awaitRun(listener, { accept, isSought });
}

process.execArgv.splice(0, ownOptions);
startSession();
if (settings.isFresh) watchOwn();
else watchOwnSources();
offerInterface(() => runs + 1, changedRunTime);
watchRuns({ idle, finishing: lookForLeaks, ended, suspend, dying });
const inspector = findInspector();
