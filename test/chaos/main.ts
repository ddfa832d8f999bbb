// npm run test:chaos -- --seconds 300 --seed 1: callers, edits and faults at random, and what came of it.
// The same seed makes the same decisions; what they meet depends on the machine.
import { parseArgs } from 'node:util';
import { Chaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});
const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
if (!(seconds >= 1)) throw new Error(`--seconds ${values.seconds}: a number of at least 1`);
if (!Number.isSafeInteger(seed)) throw new Error(`--seed ${values.seed}: a whole number`);

const chaos = new Chaos(seed);
process.once('SIGINT', () => chaos.end());
const { verdicts, faults, hangs, slowest, wrong, left } = await chaos.run(seconds);
const runs = Object.values(verdicts).reduce((sum, count) => sum + count);

for (const text of wrong) console.log(`${text}\n`);
console.log(`seed ${seed}, ${seconds} s: ${runs} runs`);
console.table(verdicts);
console.table(faults);
console.log(`hangs: ${hangs}; the slowest call took ${Math.ceil(slowest)} ms`);
console.log(`left behind: ${left.join('\n') || 'nothing'}`);
process.exitCode = wrong.length + left.length > 0 ? 1 : 0;
