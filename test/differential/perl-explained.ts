// Where Perl scripts differ from plain perl by design: each names the reason, and what perl's outcome
// has to be made to be compared.
import type { Outcome } from './command.ts';
import type { Explanation } from './explained.ts';

type Text = (text: string, found: string) => string;

/** Both streams: some kinds put them into one. */
const inBoth =
  (change: Text) =>
  (plain: Outcome, found: Outcome): Outcome => ({
    ...plain,
    out: change(plain.out, found.out),
    err: change(plain.err, found.err),
  });

/** What the first run of a process shows only, or shows another way. */
const once = (change: Text, why: string): Explanation => ({
  why,
  expected: (plain, found, { isFirst }) => (isFirst ? plain : inBoth(change)(plain, found)),
});

/** What the first run of all does, and is in the process that the others are copies of. */
const onceInAll = (change: Text, why: string): Explanation => ({
  why,
  expected: (plain, found, { isOldest }) => (isOldest ? plain : inBoth(change)(plain, found)),
});

/** What perl does when it ends. */
const unlessFresh = (change: Text, why: string): Explanation => ({
  why,
  expected: (plain, found, { isFresh }) => (isFresh ? plain : inBoth(change)(plain, found)),
});

const always = (change: Text, why: string): Explanation => ({ why, expected: inBoth(change) });

const without = (...patterns: RegExp[]): Text => {
  return (text) => patterns.reduce((left, pattern) => left.replaceAll(pattern, ''), text);
};

/** Those that are found, in the same order. */
const others =
  (pattern: RegExp): Text =>
  (text, found) => {
    const those = found.match(pattern) ?? [];
    return text.replace(pattern, (own) => those.shift() ?? own);
  };

const evals = always(
  others(/\(eval \d+\)/g),
  'perl counts the texts that a process has evaluated, ours too',
);

const withEndOf =
  (pattern: RegExp): Text =>
  (text, found) =>
    text + (pattern.exec(found)?.[0] ?? '');

const loop: Explanation = {
  why: 'the script is the body of a loop: it ends there, without an error',
  expected: (plain, found) => ({
    ...inBoth(without(/(error: )?Can't "\w+" outside a loop block.*\r?\n/g))(plain, found),
    end: 0,
  }),
};

const packages = 'package variables stay';
const compiled = 'a script is compiled once';

export const explained: Readonly<Record<string, Explanation>> = {
  'end/die-in-string-eval.pl': evals,
  'language/state-of-pragmas.pl': evals,
  'language/string-eval-error.pl': evals,
  'state/caller.pl': evals,
  'end/exit-undef.pl': always(
    (text) => text.replace('value $code in exit', 'value in exit'),
    'exit is a sub, which doesn’t know what the variable is called',
  ),
  'end/last-outside.pl': loop,
  'end/next-outside-in-sub.pl': loop,
  'end/module-too-old.pl': {
    why: 'the backend has loaded that module: there was no search for it that sets errno',
    expected: (plain) => ({ ...plain, end: 255 }),
  },
  'end/warning-of-constant.pl': once(
    without(/Argument "abc" .*\r?\n/g),
    'perl says it of a constant once',
  ),
  'handlers/blocks-once.pl': {
    why: `${compiled}, and INIT blocks are called once in a process`,
    expected(plain, found, { isFirst, isOldest }) {
      if (isOldest) return plain;
      const missing = isFirst
        ? /(begin|unitcheck|check)\r?\n/g
        : /(begin|unitcheck|check|init)\r?\n/g;
      return inBoth(without(missing))(plain, found);
    },
  },
  'language/compile-warnings.pl': onceInAll(
    without(/("my" variable|Found =|Scalar value) .*\r?\n/g),
    compiled,
  ),
  'handlers/destroy-package.pl': unlessFresh((text, found) => {
    const replaced = /destroy kept in RUN\r?\n/.exec(found)?.[0] ?? '';
    return text.replace(/destroy kept in DESTRUCT\r?\n/, '').replace('main', `${replaced}main`);
  }, packages),
  'handlers/phase.pl': unlessFresh(
    (text) => text.replace(/END(\r?\n)$/, 'RUN$1'),
    'END blocks are called while the process lives on',
  ),
  'language/flip-flop.pl': once(
    (text) => text.replace(/^3 4 (\r?\n)$/m, '1 2 3 4 $1'),
    'an operator .. that is on stays on',
  ),
  'work/glob.pl': once((_text, found) => found, 'a glob that was not read to its end goes on'),
  'language/regex-left-whole.pl': once(
    (text) => text.replace('nothing left', 'left <>'),
    'perl can’t forget that something has matched',
  ),
  'state/package-variable.pl': once(others(/\d+/g), packages),
  'state/state-variable.pl': once(others(/\d+/g), 'state variables stay'),
  'write/full-standard.pl': {
    why: 'perl is silent where STDOUT was opened again',
    expected: (plain, found) => ({
      ...inBoth(withEndOf(/Unable to flush stdout: .*\r?\n$/))(plain, found),
      end: 1,
    }),
  },
};
