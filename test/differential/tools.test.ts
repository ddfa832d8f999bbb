// Tools of npm run under speedy as under node, one call after the other in one process; and all of
// them, whatever they keep in their modules, in a fresh process each time (-f).
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { discardBackends } from '../end-backends.ts';
import type { Outcome } from './command.ts';
import { difference } from './compare.ts';
import { installTools } from './install.ts';
import { type Mode, modes } from './modes.ts';
import { Report } from './report.ts';
import { make } from './tool-run.ts';
import { type Call, type Tool, tools } from './tools.ts';

type Plan = readonly { readonly kind: string; readonly calls: number }[];

const concurrency = 2;
/** Of so many tools, one. */
const some = 3;
const every = Number.POSITIVE_INFINITY;
const twice: Plan = [
  { kind: 'pipe', calls: every },
  { kind: 'pipe', calls: every },
  { kind: 'file', calls: 2 },
  { kind: 'terminal', calls: 2 },
];
const once: Plan = [
  { kind: 'pipe', calls: every },
  { kind: 'file', calls: 1 },
  { kind: 'terminal', calls: 2 },
];
/** For what takes longer: a frontend that starts a node for each run. */
const few: Plan = [
  { kind: 'pipe', calls: 2 },
  { kind: 'terminal', calls: 1 },
];

const skip = installTools() ? false : 'npm’s registry can’t be reached';
const folder = mkdtempSync(join(tmpdir(), 'speedy-tools-'));
const report = new Report();
after(() => {
  rmSync(folder, { recursive: true, force: true });
  if (skip === false) report.print();
});

function roomOf({ name }: Tool): string {
  const room = join(folder, name);
  mkdirSync(room, { recursive: true });
  return room;
}

const plain = new Map<string, Outcome>();

/** Under node: it is the same every time. */
async function expected(call: Call, tool: Tool, kind: string): Promise<Outcome> {
  const key = `${tool.name} ${tool.calls.indexOf(call)} ${kind}`;
  const place = { program: process.execPath, kind, room: roomOf(tool) };
  const outcome = plain.get(key) ?? (await make(call, tool, place));
  plain.set(key, outcome);
  return outcome;
}

interface Compared {
  readonly call: Call;
  readonly kind: string;
  readonly run: number;
  readonly found: string | undefined;
}

/** All in one queue. */
async function compare(mode: Mode, tool: Tool, plan: Plan): Promise<Compared[]> {
  const { program, options } = mode;
  const room = roomOf(tool);
  const base = join(room, 's');
  const env = { SPEEDY_TMPBASE: base };
  const compared: Compared[] = [];
  for (const { kind, calls } of plan) {
    for (const call of tool.calls.slice(0, calls)) {
      const wanted = await expected(call, tool, kind);
      const outcome = await make(call, tool, { program, options, kind, room, env });
      const found = difference(wanted, outcome);
      compared.push({ call, kind, run: compared.length + 1, found });
    }
  }
  await discardBackends(base);
  return compared;
}

function add(command: string, { name: frontend }: Mode, compared: readonly Compared[]): void {
  for (const { kind, run, found } of compared) report.add({ command, frontend, kind, run, found });
}

const wordsOf = ({ args }: Call): string => args.join(' ').slice(0, 40);

function checkSame(compared: readonly Compared[]): void {
  const differing = compared.filter(({ found }) => found !== undefined);
  const lines = differing.map(
    ({ call, kind, run, found }) => `${wordsOf(call)}: ${kind}, run ${run}: ${found}`,
  );
  assert.deepEqual(lines, []);
}

/** If it never does, its entry in the table is to go. */
function checkDiffers(compared: readonly Compared[], reason: string): void {
  const differs = compared.some(({ found }) => found !== undefined);
  assert.ok(differs, `the same, although the table of tools says: ${reason}`);
}

const planOf = ({ isFresh, isSlow }: Mode): Plan => {
  if (isSlow) return few;
  return isFresh ? once : twice;
};

/** What is the same with modules that were loaded ahead is so without: some show it. */
const chosenTools = ({ isFresh, isAhead }: Mode): readonly Tool[] =>
  isFresh && !isAhead && process.env.SPEEDY_TEST_ALL !== '1'
    ? tools.filter((_, number) => number % some === 0)
    : tools;

function checkTools(mode: Mode): void {
  const check = async (tool: Tool): Promise<void> => {
    const compared = await compare(mode, tool, planOf(mode));
    add(tool.name, mode, compared);
    checkSame(compared);
  };

  const checkKeeper = async (tool: Tool, reason: string): Promise<void> => {
    const kept = await compare(mode, tool, few);
    const found = `needs a fresh process (-f): ${reason}`;
    report.add({ command: tool.name, frontend: mode.name, kind: 'all', run: 2, found });
    checkSame(kept.slice(0, 1));
    checkDiffers(kept, reason);
  };

  for (const tool of chosenTools(mode)) {
    test(tool.name, () =>
      tool.persists === undefined || mode.isFresh ? check(tool) : checkKeeper(tool, tool.persists),
    );
  }
}

/** What a tool keeps, fresh processes lose, with whatever frontend: corpus/ shows what that hands over. */
const isChosen = ({ isFresh, isSlow }: Mode): boolean =>
  !(isFresh && isSlow) || process.env.SPEEDY_TEST_ALL === '1';

for (const mode of modes.filter(isChosen)) {
  describe(mode.name, { concurrency, skip }, () => checkTools(mode));
}
