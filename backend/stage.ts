/** Sets the stage for a run: descriptors 0, 1 and 2, environment, current directory, umask. */
import { closeSync, openSync } from 'node:fs';
import { changeDirectory, putDescriptor, setStatusFlags, statusFlags } from '../shared/libc.ts';
import type { Received } from './connection.ts';
import { setEnvironment } from './environment.ts';
import { log } from './log.ts';

const nullDevice = openSync('/dev/null', 'r+');
const standard = [0, 1, 2];
const idleMask = 0o077;

/** Between runs: nothing to read, and what is said goes to the log. */
export function leaveStage(): void {
  for (const fd of standard) putDescriptor(fd === 2 ? log : nullDevice, fd);
  process.umask(idleMask);
  process.chdir('/');
}

/**
 * @returns its undo, which gives the descriptors back with the flags that they had
 */
export function enterStage({ request, descriptors }: Received): () => void {
  for (const fd of standard) {
    const passed = descriptors[fd];
    putDescriptor(passed ?? nullDevice, fd);
    if (passed !== undefined) closeSync(passed);
  }
  const flags = standard.map(statusFlags);
  setEnvironment(request.env);
  if (request.cwd.length > 0) changeDirectory(request.cwd);
  process.chdir('.'); // Node.js forgets the path that it remembers
  process.umask(request.umask);
  return () => {
    for (const fd of standard) {
      if (statusFlags(fd) !== flags[fd]) setStatusFlags(fd, flags[fd] ?? 0);
    }
    leaveStage();
  };
}
