/**
 * The queue file's layout, the only place where it is written down; C gets it generated.
 *
 * A header, then records of fixed size, one for each process. All numbers are little-endian and
 * unsigned; times are CLOCK_BOOTTIME in nanoseconds. The state of a record is the truth; the list
 * of idle backends and the count of waiting frontends only spare the hot path a scan, and are
 * made anew from the states whenever somebody scans. So a process that is killed between two
 * writes leaves at worst a list that doesn't fit the states: that is seen, and mended.
 *
 * Frontends leave the first record to a backend: it stands beside the header, so that both are
 * written at once.
 *
 * Every reading and writing is done holding flock on the file, but for `started` and `status`,
 * which a backend sets in its own record while it serves; and --kill and --stop look who is there,
 * also where somebody who has stopped holds it.
 */

export interface Field<Name extends string = string> {
  readonly name: Name;
  readonly offset: number;
  readonly bytes: 4 | 8;
}

const fields = <const Name extends string>(
  ...list: readonly (readonly [name: Name, bytes: 4 | 8])[]
): readonly Field<Name>[] => {
  let offset = 0;
  return list.map(([name, bytes]) => {
    const field = { name, offset, bytes };
    offset += bytes;
    return field;
  });
};

export const magic = 0x51445053; // "SPDQ"
/** Grows with each change of this file or of the protocol. */
export const layoutVersion = 4;

export const headerSize = 64;
export const headerFields = fields(
  ['magic', 4],
  ['version', 4],
  ['build', 8], // of the speedy that made the file
  ['boot', 8], // hash of the kernel's boot id: another boot's records are void
  ['records', 4], // how many there are, free ones included
  ['idle', 4], // index + 1 of the backend that became idle last
  ['waiting', 4], // how many frontends are waiting
  ['spare', 4],
);

export const recordSize = 64;
export const recordFields = fields(
  ['state', 4],
  ['next', 4], // idle backend: index + 1 of the one that became idle before it
  ['pid', 4], // the backend's; while starting, that of the process which starts it
  ['partner', 4], // serving backend: its frontend's pid; called frontend: its backend's index
  ['pidStart', 8], // when pid started, in the kernel's ticks; 0 for a frontend
  ['since', 8], // when the state began
  ['runs', 4],
  ['started', 4], // serving backend: 1 once it has taken the request, 2 when it ends itself
  ['status', 4], // of a backend that is dead or ends itself, or of its last run: as wait(2) tells
  ['heir', 4], // of a backend: who waits to take its place, or `heirComes`
  ['leaving', 4], // serving backend: 1 if it is to leave behind its run; parent: if another comes
  ['last', 4], // of a backend, also one that has left: the frontend of its last run
);

/** In `heir`: one is being started. */
export const heirComes = 1;

export const states = {
  free: 0,
  starting: 1, // a backend that is not ready yet
  idle: 2, // a backend with nothing to do
  serving: 3, // a backend taken by the frontend `partner`
  dead: 4, // a backend that died serving `partner`, who reads `status` and frees the record
  waiting: 5, // a frontend in line
  called: 6, // a frontend whose turn it is: the backend at `partner` serves it
  parent: 7, // who makes the backends of a group whose runs are fresh: frontends start none
} as const;

/** More processes than that in one queue are refused: 256 KiB are read when the queue is scanned. */
export const maxRecords = 4095;

/** A frontend waits this long in line before it starts a backend beyond one for each core. */
export const patience = 25e6;
/** So long it counts on one that starts and for which nobody else waits: a successor, for example. */
export const trust = 1e9;
/** In line, a frontend looks by itself after this time, and then each time after twice as much. */
export const firstLook = 25e6;
export const slowestLook = 1e9;
/** A backend that is not ready after this time is given up. */
export const startLimit = 60e9;
/**
 * A backend that hasn't taken its request after this time is given up: it may be stopped. From a
 * frontend that hasn't taken the backend which called it, that is taken back.
 */
export const takeLimit = 2e9;
/** A frontend whose backend died waits this long to be told how. */
export const obituaryLimit = 3e9;
/** A record younger than this is believed without a look into /proc. */
export const trustedAge = 1e9;
