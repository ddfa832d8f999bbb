// Scripts for Node.js.
import { join } from 'node:path';
import { corpusIn, type Script } from './corpus.ts';
import { explained } from './explained.ts';
import { installTools, packages } from './install.ts';
import { kinds } from './kinds.ts';
import type { Language } from './language.ts';
import { modes } from './modes.ts';
import { special } from './special.ts';

const isTypeScript = ({ path }: Script): boolean => /\.[cm]?tsx?$/.test(path);

/** What node doesn't read, TypeScript, is read by tsx. */
const tsx = ['--import', join(packages, 'tsx/dist/esm/index.mjs')];

/** Not before it is to be run: the plan needs no tools. */
let hasTools: boolean | undefined;

function skip(script: Script): string | false {
  if (!isTypeScript(script)) return false;
  hasTools ??= installTools();
  return !hasTools && 'npm’s registry can’t be reached';
}

const usual = ['pipe', 'file', 'terminal', 'no 0, 1, 2'];

export const node: Language = {
  name: 'node',
  corpus: corpusIn('corpus'),
  step: 1,
  modes,
  usual,
  rare: Object.keys(kinds).filter((kind) => !usual.includes(kind)),
  skip,
  program: process.execPath,
  plainOptions: (script) => (isTypeScript(script) ? tsx : []),
  options: () => [],
  special,
  explained,
};
