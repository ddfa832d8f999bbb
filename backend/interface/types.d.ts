/**
 * What a script can ask of the speedy that runs it; see speedycgi(3). Under plain node all of it
 * works, and does nothing.
 */

/** speedy's options, as getopt() and setopt() know them. */
export interface Options {
  [name: string]: number | string; // OPTIONS
}

/** @returns whether the script is run by speedy: under plain node it isn't */
export declare function isSpeedy(): boolean;

/** @returns the number of this run: 1 for the first one of this process */
export declare function runNumber(): number;

/**
 * Has a function called once at the end of this run, after the listeners of `exit`, while standard
 * output is still there. Several are called in the order in which they were registered. What they
 * begin is waited for, unless the process ends with the run. One that fails is reported on standard
 * error, and the run's exit status is 1 if it was 0.
 */
export declare function registerCleanup(cleanup: () => unknown): void;

/**
 * Has a function called once when this process leaves: after Timeout, MaxRuns, another guard or a TERM, because
 * the script has changed, or because of an error. Several are called in the order in which they were
 * added. Where no run is there any more, what they write goes to speedy's log.
 */
export declare function addShutdownHandler(handler: () => unknown): void;

/**
 * @param name of an option, without regard to case
 * @returns its value
 * @throws TypeError if there is no such option
 */
export declare function getopt<Name extends keyof Options>(name: Name): Options[Name];
export declare function getopt(name: string): string | number;

/**
 * Sets an option for this process, from now on: MaxRuns, Timeout, MaxMemory, MaxAge, MaxRunTime,
 * MinSpare and LeakCheck. What the others decide is decided already; they are only remembered.
 * @param name of an option, without regard to case
 * @returns the value that it had
 * @throws TypeError if there is no such option, or the value is of a wrong type
 * @throws RangeError if a number isn't whole, or not from 0 to 2147483647; for LeakCheck, if it isn't
 *   off, warn or retire
 */
export declare function setopt<Name extends keyof Options>(
  name: Name,
  value: Options[Name],
): Options[Name];
export declare function setopt(name: string, value: string | number): string | number;

/** Has this process leave after this run, before anybody is served by it again. */
export declare function shutdownNextTime(): void;

/** Ends this run, as process.exit() does, and this process with it. Under plain node it returns. */
export declare function shutdownNow(): void;

declare const speedycgi: {
  readonly isSpeedy: typeof isSpeedy;
  readonly runNumber: typeof runNumber;
  readonly registerCleanup: typeof registerCleanup;
  readonly addShutdownHandler: typeof addShutdownHandler;
  readonly getopt: typeof getopt;
  readonly setopt: typeof setopt;
  readonly shutdownNextTime: typeof shutdownNextTime;
  readonly shutdownNow: typeof shutdownNow;
};
export default speedycgi;
