// Whatever runs under perl runs the same under speedy: compare-corpus.ts.
import { compareCorpus } from './compare-corpus.ts';
import { perl } from './perl.ts';

compareCorpus(perl);
