/** How many backends a parent makes next. */
import { patience } from '../../shared/layout.ts';
import type { Present } from './places.ts';

export interface Limits {
  /** Infinite for no limit. */
  readonly maxBackends: number;
  /** Idle ones, beyond those that serve. */
  readonly spares: number;
  readonly cores: number;
}

/** Milliseconds until a parent looks by itself: nearly always it is called before. */
const busyLook = 1000;
const idleLook = 60_000;

/**
 * A cold burst forks no herd: as many at once as there are cores, and more of them than that serve
 * only where somebody has waited a while.
 */
export function need(present: Present, { maxBackends, spares, cores }: Limits): number {
  const { starting, idle, serving, waiting } = present;
  const wanted = waiting + spares - starting - idle;
  const room = maxBackends - serving - starting - idle;
  const isPatient = present.patience >= BigInt(patience);
  const most = waiting === 0 || isPatient ? cores - starting : cores - starting - serving;
  return Math.max(0, Math.min(wanted, room, most));
}

/** Milliseconds until it may be more, if nothing happens. */
export function nextLook({ starting, serving, waiting, patience: waited }: Present): number {
  if (waiting > 0 && waited < BigInt(patience)) return Number(BigInt(patience) - waited) / 1e6 + 1;
  return starting + serving + waiting > 0 ? busyLook : idleLook;
}
