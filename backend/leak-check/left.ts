/** Something that a run has left behind. */
export interface Left {
  /** As a log says it: "timer", "global variable". */
  readonly kind: string;
  /** Which one; empty if there is nothing to say. */
  readonly what: string;
  /** Where it was made, file:line. */
  readonly place: string | undefined;
  /** The run that is about to end has made it. */
  readonly isNew: boolean;
  /** To do it again makes it worse, though nothing more is there. */
  readonly repeats?: boolean;
  /** Another backend wouldn't be without it. */
  readonly isBeyond?: boolean;
  /** Asked behind the run: whether it is there for the next one. */
  stays(): boolean;
}

/** What is told of things that are the same. */
export interface Finding {
  readonly kind: string;
  /** By which it is known again: with the place, or which one it is. */
  readonly name: string;
  readonly hasPlace: boolean;
  /** What may be another one in the next run. */
  readonly details: string;
  readonly fate: Fate;
}

/** It ended with the run, or is there for the next one. */
export type Fate = 'ended' | 'stays';
