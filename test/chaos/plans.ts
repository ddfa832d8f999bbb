/** The scripts that are called: each with other options. */
import { skip as skipPerl } from '../backend/perl/needed.ts';
import type { Plan } from './script.ts';

const many = Number.POSITIVE_INFINITY;

const inPerl: readonly Plan[] = [
  { name: 'pearl', language: 'pl', options: '', mostRuns: 500 },
  { name: 'brief_pearl', language: 'pl', options: '-r5 -M3', mostRuns: 5 },
  { name: 'grouped_pearl', language: 'pl', options: '-gpearls -s1', mostRuns: 500 },
  { name: 'other_pearl', language: 'pl', options: '-gpearls -s1', mostRuns: 500 },
  { name: 'fresh_pearl', language: 'pl', options: '-f -M3', mostRuns: 1 },
];

export const plans: readonly [Plan, ...Plan[]] = [
  { name: 'plain', language: 'cjs', options: '', mostRuns: 500 },
  { name: 'few', language: 'mjs', options: '-M2', mostRuns: 500 },
  { name: 'brief', language: 'ts', options: '-r5', mostRuns: 5 },
  { name: 'heavy', language: 'cjs', options: '-m1 -r0', mostRuns: many },
  { name: 'spare', language: 'cjs', options: '-gchaos -s1', mostRuns: 500 },
  { name: 'grouped', language: 'mjs', options: '-gchaos -s1', mostRuns: 500 },
  { name: 'fresh', language: 'cjs', options: '-f -M3', mostRuns: 1 },
  { name: 'ahead', language: 'mjs', options: '-f --ahead', mostRuns: 1 },
  ...(skipPerl ? [] : inPerl),
];
