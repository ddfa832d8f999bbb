/** A descriptor's status flags, which belong to whoever else has the file open as well. */
import { constants } from 'node:fs';
import { setStatusFlags, statusFlags } from '../../../shared/libc.ts';

const { O_NONBLOCK } = constants;

/** @returns gives the descriptor the flags that it has now */
export function rememberFlags(fd: number): () => void {
  const flags = statusFlags(fd);
  return () => {
    if (statusFlags(fd) !== flags) setStatusFlags(fd, flags);
  };
}

/** Reads and writes no longer wait. @returns its undo */
export function dontWait(fd: number): () => void {
  const flags = statusFlags(fd);
  if ((flags & O_NONBLOCK) !== 0) return () => {};
  setStatusFlags(fd, flags | O_NONBLOCK);
  return () => setStatusFlags(fd, flags);
}
