/** The frontend whose run is being served. */
import { closeSync } from 'node:fs';
import { dieWithPeer } from '../shared/libc.ts';
import { answer } from './connection.ts';

interface Served {
  readonly connection: number;
  readonly frontend: number;
  /** A frontend that is killed takes its run with it, until it is told how the run ended. */
  readonly outlive: () => void;
}
let served: Served | undefined;

export const isServing = (): boolean => served !== undefined;

/** @param frontend its pid */
export function serveFor(frontend: number, connection: number): void {
  served = { connection, frontend, outlive: dieWithPeer(connection) };
}

/** Stops it, as the terminal does, and so the run. */
export function suspend(): void {
  if (served !== undefined) process.kill(served.frontend, 'SIGTSTP');
}

/** The frontend is told something while its run goes on. @param kind one of `replies` */
export function tell(kind: number, value: number): void {
  if (served !== undefined) answer(served.connection, kind, value);
}

/** The run has ended: what becomes of the frontend makes no difference any more. */
export const outlive = (): void => served?.outlive();

/**
 * Nobody is served any more.
 * @param tell called with the frontend's pid, before it is told
 * @param kind one of `replies`
 */
export function reply(kind: number, value: number, tell: (frontend: number) => void): void {
  if (served === undefined) return;
  const { connection, frontend } = served;
  served = undefined;
  tell(frontend);
  answer(connection, kind, value);
  closeSync(connection);
}
