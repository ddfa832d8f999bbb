/** Where a script's speedycgi, whichever copy of it, finds the backend that runs the script. */
import type speedycgi from './types.d.ts';

export type Speedy = typeof speedycgi;

/** A property of `process`, which a script that lists what is global doesn't see. */
export const place = Symbol.for('speedycgi');
