// Scripts for perl. One that begins with "# perl -w" gets that option of perl's.
import { readFileSync } from 'node:fs';
import { skip } from '../backend/perl/needed.ts';
import { corpusIn, type Script } from './corpus.ts';
import { kinds } from './kinds.ts';
import type { Language } from './language.ts';
import { modes } from './modes.ts';
import { explained } from './perl-explained.ts';

function optionsOf({ path }: Script): string[] {
  const options = /^# perl (-.*)/.exec(readFileSync(path, 'latin1'))?.[1] ?? '';
  return options.split(' ').filter((option) => option !== '');
}

/** Where descriptors are missing, the script itself gets their numbers from perl, and is read as STDIN. */
const usual = ['pipe', 'file', 'terminal', 'socket'];

export const perl: Language = {
  name: 'perl',
  corpus: corpusIn('perl'),
  step: 6,
  usual,
  rare: Object.keys(kinds).filter((kind) => !usual.includes(kind) && !kind.startsWith('no ')),
  modes: modes.filter(({ isAhead }) => !isAhead),
  skip: () => skip,
  program: 'perl',
  plainOptions: optionsOf,
  options: optionsOf,
  special: {},
  explained,
};
