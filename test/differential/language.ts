// What the scripts of a corpus are written in: what runs them plainly, to be compared with.
import type { Command } from './command.ts';
import type { Script } from './corpus.ts';
import type { Explanation } from './explained.ts';
import type { Mode } from './modes.ts';

export interface Language {
  readonly name: string;
  readonly corpus: readonly Script[];
  /** Of so many scripts, one is run where the plan chooses. */
  readonly step: number;
  readonly modes: readonly Mode[];
  /** Kinds of streams, those first for which it has streams of their own, or none. */
  readonly usual: readonly string[];
  readonly rare: readonly string[];
  /** Why a script can't be run here, or all of them. */
  skip(script: Script): string | false;
  /** What runs them without speedy. */
  readonly program: string;
  /** Before the script, where that program runs it. */
  plainOptions(script: Script): readonly string[];
  /** The interpreter's, where speedy runs it. */
  options(script: Script): readonly string[];
  /** By the script's name: those that are called in a way of their own. */
  readonly special: Readonly<Record<string, (command: Command) => Command>>;
  readonly explained: Readonly<Record<string, Explanation>>;
}
