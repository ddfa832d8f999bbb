/** What a stream should hold, as far as several runs agree on it. */

/** Texts have one character for each byte. */
interface Line {
  readonly text: string;
  /** From 1 on. */
  readonly number: number;
}

/** Parts of a line, undefined where it varies. */
type Pattern = readonly (string | undefined)[];

/** Frames of a stack that name Node.js's own files, or ours. */
const foreignFrame = /^\s+at (?:async )?(?:.*\()?(?:node:|\/.*\/dist\/backend\.cjs:\d)/;

function linesOf(output: Buffer): Line[] {
  const lines = output.toString('latin1').split('\n');
  return lines
    .map((text, i) => ({ text, number: i + 1 }))
    .filter(({ text }) => !foreignFrame.test(text));
}

/** Words, and what stands between them; a time or a path is one word. */
const partsOf = (text: string): string[] => text.match(/[^\s,;"'`(){}[\]=&<>|]+|./gs) ?? [];

/** What is the same in both; nothing is where they have not the same form. */
function common(pattern: Pattern, parts: readonly string[]): Pattern {
  if (pattern.length !== parts.length) return [undefined];
  return pattern.map((part, i) => (part === parts[i] ? part : undefined));
}

function fits(pattern: Pattern, text: string): boolean {
  if (pattern.length === 1 && pattern[0] === undefined) return true;
  const parts = partsOf(text);
  if (parts.length !== pattern.length) return false;
  return pattern.every((part, i) => part === undefined || part === parts[i]);
}

export interface LineDifference {
  readonly line: number;
  /** Undefined where there is no such line. */
  readonly expected: string | undefined;
  readonly actual: string | undefined;
}

export class Expectation {
  private readonly first: readonly Line[];
  private patterns: Pattern[];
  /** Even the number of lines varies: nothing can be said. */
  readonly isUnknown: boolean;

  constructor(private readonly outputs: readonly Buffer[]) {
    const [first = [], ...others] = outputs.map(linesOf);
    this.first = first;
    this.isUnknown = others.some(({ length }) => length !== first.length);
    this.patterns = first.map(({ text }, i) =>
      others.reduce<Pattern>(
        (pattern, lines) => common(pattern, partsOf(lines[i]?.text ?? '')),
        partsOf(text),
      ),
    );
  }

  /** Numbers of the lines that are not always the same. */
  get varying(): number[] {
    const varies = (i: number) => this.patterns[i]?.includes(undefined) === true;
    return this.first.filter((_, i) => varies(i)).map(({ number }) => number);
  }

  /** @returns the first difference */
  differenceOf(output: Buffer): LineDifference | undefined {
    if (this.isUnknown || this.outputs.some((one) => one.equals(output))) return undefined;
    const lines = linesOf(output);
    const most = Math.max(lines.length, this.first.length);
    for (let i = 0; i < most; i++) {
      const [expected, actual, pattern] = [this.first[i], lines[i], this.patterns[i]];
      if (actual !== undefined && pattern !== undefined && fits(pattern, actual.text)) continue;
      const line = actual?.number ?? expected?.number ?? 0;
      return { line, expected: expected?.text, actual: actual?.text };
    }
    return undefined;
  }
}
