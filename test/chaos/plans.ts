/** The scripts that are called: each with other options. */
import type { Plan } from './script.ts';

const many = Number.POSITIVE_INFINITY;

export const plans: readonly [Plan, ...Plan[]] = [
  { name: 'plain', language: 'cjs', options: '', mostRuns: 500 },
  { name: 'few', language: 'mjs', options: '-M2', mostRuns: 500 },
  { name: 'brief', language: 'ts', options: '-r5', mostRuns: 5 },
  { name: 'heavy', language: 'cjs', options: '-m1 -r0', mostRuns: many },
  { name: 'spare', language: 'cjs', options: '-gchaos -s1', mostRuns: 500 },
  { name: 'grouped', language: 'mjs', options: '-gchaos -s1', mostRuns: 500 },
  { name: 'fresh', language: 'cjs', options: '-f -M3', mostRuns: 1 },
  { name: 'ahead', language: 'mjs', options: '-f --ahead', mostRuns: 1 },
];
