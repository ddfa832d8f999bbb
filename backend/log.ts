/**
 * The log: what a backend says when no frontend is listening. Its size is bounded: when it is full, it
 * is copied to `log.old`, over what was there, and emptied. It stays the same file, since all backends
 * have it open, as their standard error between runs. Lines of speedy's own are written with the
 * file's lock held, so that none comes between the copy and its end.
 */
import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { lock } from '../shared/lock.ts';
import { settings } from './settings.ts';

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;

/** Bytes. */
const mostSize = 1024 * 1024;

const open = (): number =>
  openSync(settings.log, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);

/** Its descriptor. */
export const log = open();

/** A copy that is not whole is never called log.old: it goes, the disk may be full. */
function keepOld(): void {
  const copy = `${settings.log}.${process.pid}`;
  try {
    copyFileSync(settings.log, copy);
    renameSync(copy, `${settings.log}.old`);
  } catch {
    rmSync(copy, { force: true });
  }
}

/** @param more bytes that are to be written */
function makeRoom(fd: number, more: number): void {
  const { size } = fstatSync(fd);
  if (size === 0 || size + more <= mostSize) return;
  keepOld();
  ftruncateSync(fd);
}

/** Opened anew: forked processes have `log` in common, and so its lock. */
function append(text: string): void {
  const fd = open();
  try {
    if (lock(fd)) makeRoom(fd, Buffer.byteLength(text));
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}

/** A log that can't be written fails no run: there is nobody to tell. */
function tryToAppend(text: string): void {
  try {
    append(text);
  } catch {}
}

/** Scripts, and Node.js itself, write there without asking. */
export function boundLog(): void {
  if (fstatSync(log).size > mostSize) tryToAppend('');
}

export const say = (text: string): void =>
  tryToAppend(`${new Date().toISOString()} ${process.pid} ${text}\n`);

boundLog();
