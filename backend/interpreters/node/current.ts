/** The run of the moment, and what its ends lead to. */

/** What the backend does when something has ended. */
export interface Endings {
  /** The event loop is empty, and there is no run: wait for one. */
  idle(): void;
  /** The run is about to end: what it has left is there still. */
  finishing(): void;
  /**
   * The run has ended.
   * @param isClean nothing of it goes on: the process may serve another one
   */
  ended(status: number, isClean: boolean): void;
  /** The script stops itself: whoever waits for the run is stopped with it. */
  suspend(): void;
  /** The process ends with the run, and may have something to say until it is gone. */
  dying(status: number): void;
}

export interface Run {
  /** The script is being evaluated: no callback of it is. */
  evaluating: boolean;
  /** Evaluated, but a top-level await is not settled. */
  unsettled: boolean;
  /** Known once the listeners of exit have been called: they aren't called again. */
  status: number | undefined;
  main: Main | undefined;
}

/** A script, as a run needs it. */
export interface Main {
  /** From its first line on; a promise if it awaits at its top level. */
  readonly evaluate: () => void | Promise<void>;
  /** Whether a part of it, or of what it loads, has not been evaluated to its end. */
  readonly isLoading: () => boolean;
  /** Says where it waits, if it ends in a top-level await. */
  readonly tellUnsettled?: () => void;
}

interface Current {
  run: Run | undefined;
  /** Seconds from the start of the process to that of the run. */
  begun: number;
  endings: Endings;
  /** An error is made up, to have Node.js clean up behind one: nobody hears of it. */
  isClearing: boolean;
  /** process.exit(), and we ourselves, emit exit and beforeExit: not Node.js. */
  isExpected: boolean;
}

export const current: Current = {
  run: undefined,
  begun: 0,
  endings: undefined as unknown as Endings, // until watchRuns() is told
  isClearing: false,
  isExpected: false,
};

export const failedStatus = 1;

/** The exit status, if the script ended now. */
export const statusNow = (): number => Number(process.exitCode ?? 0) & 255;

/** What Node.js has in process, but doesn't document. */
export const hidden = process as unknown as {
  reallyExit(code: number): never;
  _exiting: boolean;
};
