/** Puts a record right whose processes are gone. */
import { startLimit, states, trustedAge } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import type { Entry } from '../shared/record.ts';
import { isAlive } from './alive.ts';

const backendLives = (entry: Entry): boolean =>
  isAlive(entry.get('pid'), entry.getLong('pidStart'), entry.getLong('since'));

const frontendLives = (entry: Entry): boolean =>
  isAlive(entry.get('partner'), 0n, entry.getLong('since'));

/** Unsigned, as the record's fields: what lies in the future is very old. */
export const ageOf = (entry: Entry): bigint => BigInt.asUintN(64, now() - entry.getLong('since'));

/** A start that failed is left for the frontend that made it, as long as that one waits for it. */
const isStarting = (entry: Entry): boolean =>
  ageOf(entry) <= BigInt(startLimit) && (backendLives(entry) || frontendLives(entry));

/**
 * Whether the backend was taken for nothing: its frontend died before it sent the request. One that
 * did send it gets the time to be heard; until then, the backend doesn't say `started`.
 */
const isStranded = (entry: Entry): boolean =>
  entry.get('state') === states.serving &&
  entry.get('started') === 0 &&
  ageOf(entry) > BigInt(trustedAge) &&
  !frontendLives(entry) &&
  backendLives(entry);

function isHeld(entry: Entry): boolean {
  switch (entry.get('state')) {
    case states.starting:
      return isStarting(entry);
    case states.serving:
      return backendLives(entry) || frontendLives(entry);
    case states.dead:
      return frontendLives(entry);
    case states.idle:
    case states.parent:
    case states.waiting:
    case states.called:
      return backendLives(entry);
    default:
      return false;
  }
}

export function mend(entry: Entry): void {
  if (entry.get('state') === states.free) return;
  if (!isHeld(entry)) {
    entry.vacate();
  } else if (isStranded(entry)) {
    entry.set('state', states.idle);
    entry.set('partner', 0);
  }
}
