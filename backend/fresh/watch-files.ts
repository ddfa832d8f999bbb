/** What modules have to do with files while they are loaded, and with all else beyond the process. */
import { accessSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Findings } from './findings.ts';
import { isOurs, trapCall } from './traps.ts';

const effects = [
  ...['appendFile', 'chmod', 'chown', 'copyFile', 'cp', 'link', 'mkdir', 'mkdtemp', 'rename'],
  ...['rm', 'rmdir', 'symlink', 'truncate', 'unlink', 'utimes', 'writeFile'],
];
const programCalls = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];
const readers = [
  ...['access', 'exists', 'lstat', 'readFile', 'readdir', 'readlink', 'realpath', 'stat'],
];

const isKnown = (name: string): boolean =>
  [...effects, ...readers].includes(name.replace(/Sync$/, ''));

const withSync = (names: readonly string[]): string[] =>
  names.flatMap((name) => [name, `${name}Sync`]);

const writingFlags = /[wa+]/;
const isWriting = (flags: unknown): boolean =>
  typeof flags === 'string' ? writingFlags.test(flags) : typeof flags === 'number' && flags !== 0;

class ForbiddenError extends Error {}

/** What reaches beyond the process is not done a second time: it fails. */
function forbid(
  target: object,
  name: string,
  findings: Findings,
  when = (_: unknown[]) => true,
): void {
  trapCall(target, name, (args) => {
    if (findings.areWe || !when(args)) return;
    findings.blame('does something beyond the process');
    throw new ForbiddenError('not ahead of a run');
  });
}

export function watchEffects(findings: Findings): void {
  const fs = require('node:fs') as typeof import('node:fs');
  for (const name of withSync(effects)) forbid(fs, name, findings);
  for (const name of effects) forbid(fs.promises, name, findings);
  for (const target of [fs, fs.promises])
    for (const name of ['open', 'openSync'])
      forbid(target, name, findings, ([, flags]) => isWriting(flags));
  forbid(fs, 'createWriteStream', findings);
  const programs = require('node:child_process') as typeof import('node:child_process');
  for (const name of programCalls) forbid(programs, name, findings);
  forbid(programs.ChildProcess.prototype, 'spawn', findings);
  const net = require('node:net') as typeof import('node:net');
  forbid(net.Socket.prototype, 'connect', findings);
  forbid(net.Server.prototype, 'listen', findings);
  const { Worker } = require('node:worker_threads') as typeof import('node:worker_threads');
  forbid(require('node:worker_threads'), 'Worker', findings);
  forbid(Worker.prototype, 'postMessage', findings);
  forbid(require('node:dgram').Socket.prototype, 'bind', findings);
  forbid(require('node:dgram').Socket.prototype, 'send', findings);
  for (const name of ['kill', 'abort', 'exit', 'reallyExit']) forbid(process, name, findings);
}

function pathOf(file: unknown): string | undefined {
  if (file instanceof URL) return fileURLToPath(file);
  return Buffer.isBuffer(file) || typeof file === 'string' ? String(file) : undefined;
}

function isThere(path: string): boolean {
  try {
    plainAccess(path);
    return true;
  } catch {
    return false;
  }
}
const plainAccess = accessSync;

/** Files that are there can be watched. */
function noteReading(file: unknown, name: string, findings: Findings): void {
  const path = pathOf(file);
  if (path === undefined) findings.blame('uses a descriptor');
  else if (!path.startsWith('/')) findings.blame('reads a relative path');
  else if (!isThere(path)) findings.blame('looks for a file that is not there');
  else if (/dir/.test(name)) findings.blame('reads a directory');
  else if (/^\/(?:dev|proc|sys)\//.test(path)) findings.blame('reads what the system says');
  else findings.noteFile(path);
}

export function watchFiles(findings: Findings): void {
  const fs = require('node:fs') as typeof import('node:fs');
  for (const target of [fs, fs.promises])
    for (const name of withSync(readers))
      trapCall(target, name, ([file], caller) => {
        if (findings.culprit !== undefined && !isOurs(caller())) noteReading(file, name, findings);
      });
  for (const name of Object.keys(fs).filter((one) => /^[a-z]/.test(one) && !isKnown(one)))
    trapCall(fs, name, ([fd], caller) => {
      if (fd === 0 || fd === 1 || fd === 2) findings.blame('uses a standard stream');
      else if (!isOurs(caller())) findings.blame('uses descriptors, or opens something');
    });
}
