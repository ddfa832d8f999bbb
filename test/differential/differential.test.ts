// Whatever runs under node runs the same under speedy, the first time and the third, and in fresh
// processes (-f): compare-corpus.ts.
import { compareCorpus } from './compare-corpus.ts';
import { node } from './node.ts';

compareCorpus(node);
