/** Files beside a queue that say whose it is, for --status and the like. They go with the queue. */

/** One script a line, as JSON: each that a backend of the group has begun to run. */
export const scriptsName = 'scripts';
/** What runs have left behind, one finding a line: shown as it is. */
export const leaksName = 'leaks';

/** How the group's first backend was started, where its keeper may go before the others. */
export const recipeName = 'recipe';

export interface ScriptLine {
  readonly path: string;
  /** Of -g. */
  readonly group?: string;
  /** Without -g: device and inode, which make the group. */
  readonly identity?: string;
}

/** @param stamp begins with device and inode, 8 bytes each */
export const identityOf = (stamp: Buffer): string =>
  `${stamp.readBigUInt64LE(0)}:${stamp.readBigUInt64LE(8)}`;
