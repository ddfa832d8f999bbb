// The ways in which speedy runs a command: each frontend with an interpreter that stays, and with a
// fresh process for each run (-f), also with modules that were loaded ahead (--ahead).
// SPEEDY_TEST_MODES='speedy -f' in the environment chooses those whose name has that in it,
// '^speedy$' the one of that name: a regular expression.
import { frontends } from '../frontends.ts';

export interface Mode {
  /** As the command line begins. */
  readonly name: string;
  readonly program: string;
  readonly options: readonly string[];
  /** Nothing of one run is there in the next. */
  readonly isFresh: boolean;
  /** Modules are loaded ahead of the runs. */
  readonly isAhead: boolean;
  /** The frontend starts a node for each run. */
  readonly isSlow: boolean;
}

/** Whatever is loaded ahead, the frontends have nothing to do with it. */
const aheadMode = (name: string, program: string): Mode => ({
  ...{ name: `${name} -f --ahead`, program, options: ['--', '-f', '--ahead'] },
  ...{ isFresh: true, isAhead: true, isSlow: false },
});

const modesOf = ({ name, program, share }: (typeof frontends)[number]): Mode[] => {
  const both = { isAhead: false, isSlow: share < 1 };
  return [
    { name, program, options: [], isFresh: false, ...both },
    { name: `${name} -f`, program, options: ['--', '-f'], isFresh: true, ...both },
    ...(both.isSlow ? [] : [aheadMode(name, program)]),
  ];
};

const wanted = new RegExp(process.env.SPEEDY_TEST_MODES ?? '');

export const modes: readonly Mode[] = frontends
  .flatMap(modesOf)
  .filter(({ name }) => wanted.test(name));
