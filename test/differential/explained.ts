// What differs for a reason: node says it once in a process, or loses it. Each names the reason,
// and what node's outcome has to be made to be compared.
import type { Outcome } from './command.ts';

export interface Place {
  /** The process has run nothing before. */
  readonly isFirst: boolean;
  /** Nor has the one that it is a copy of. */
  readonly isOldest: boolean;
  /** It runs nothing else. */
  readonly isFresh: boolean;
}

export interface Explanation {
  readonly why: string;
  /** @returns what the plain run would have to show, to be the same */
  expected(plain: Outcome, found: Outcome, place: Place): Outcome;
}

/** Lines that node shows in the first run of a process only. */
const once = (line: RegExp, why: string): Explanation => ({
  why,
  expected(plain, found, { isFirst }) {
    if (isFirst) return plain;
    const isShown = (text: string) => new RegExp(line.source, 'm').test(text);
    const shorten = (text: string, other: string) =>
      isShown(other) ? text : text.replace(line, '');
    const { out, err, end } = plain;
    return { out: shorten(out, found.out), err: shorten(err, found.err), end };
  },
});

const hint = once(
  /\(Use `node --trace-\w+ \.\.\.` to show where the warning was created\)\r?\n/,
  'Node.js gives that hint once in a process',
);

/** The longest that both begin with; what is behind it is taken from the one that has more. */
const longer = (plain: string, found: string): string =>
  found.startsWith(plain.slice(0, 65_536)) && found.length > plain.length ? found : plain;

const whole: Explanation = {
  why: 'Node.js loses what a pipe has no room for when it ends',
  expected: (plain, found) => ({ ...plain, out: longer(plain.out, found.out) }),
};

export const explained: Readonly<Record<string, Explanation>> = {
  'end/deprecation.cjs': once(
    /\(node:pid\) \[DEP0005\].*\r?\n.*\r?\n/,
    'Node.js shows a deprecation once in a process',
  ),
  'end/warning.cjs': hint,
  'handlers/warning.cjs': hint,
  'write/large.cjs': whole,
  'end/throw-after-write.cjs': whole,
  'end/abort.cjs': {
    why: 'the frames in which V8 was are the backend’s',
    expected(plain, found) {
      const frames = /(JavaScript stack trace[\s\S]*?\n1: [^\n]*\n)([\s\S]*)/;
      const nameless = / 0x[0-9a-f]{9,} (?=\r?\n)/;
      const replaced = (text: string, other: string) =>
        text
          .replace(frames, (_all, head) => head + (frames.exec(other)?.[2] ?? ''))
          .replace(nameless, (all) => nameless.exec(other)?.[0] ?? all);
      return { ...plain, out: replaced(plain.out, found.out), err: replaced(plain.err, found.err) };
    },
  },
  'modules/plain.d/syntax.js': {
    why: 'it is compiled once: there is no overhead to warn of',
    expected({ out, err, end }) {
      const warning = /\(node:pid\) \[MODULE_TYPELESS_PACKAGE_JSON\][\s\S]*created\)\r?\n/;
      return { out: out.replace(warning, ''), err: err.replace(warning, ''), end };
    },
  },
};
