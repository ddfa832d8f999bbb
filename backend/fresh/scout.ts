/**
 * A scout finds out which of the modules that a run has loaded can be loaded ahead of others: those
 * whose evaluation has nothing to do with the request. It evaluates them, and is gone.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takers } from '../interpreters/node/es-loader.ts';
import { ourselves } from '../interpreters/node/module-effects.ts';
import { settings } from '../settings.ts';
import { Findings } from './findings.ts';
import type { Learned } from './learned.ts';
import { Loader, loadBuiltin } from './load.ts';
import type { Plan } from './plan.ts';
import { pretend } from './pretend.ts';
import { answersOf, questions } from './questions.ts';
import { watchEffects, watchFiles } from './watch-files.ts';
import { watchRequest } from './watch-request.ts';

/** They change all of the process, or say something, when they are loaded. */
const leftBuiltins = new Set([
  ...['cluster', 'domain', 'inspector', 'inspector/promises', 'punycode', 'repl', 'sys'],
  ...['test', 'trace_events', 'wasi', 'sqlite'],
]);

const place = (): string => join(settings.group, 'plan');

const { setImmediate: later } = globalThis; // modules find another one
const turn = (): Promise<void> => new Promise((resolve) => later(resolve));

const openResources = (): number =>
  process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length;

async function tryToLoad(name: string, loader: Loader, findings: Findings): Promise<void> {
  const before = openResources();
  try {
    await loader.load(name);
  } catch {
    findings.blame('fails', name);
  }
  await turn();
  if (openResources() > before) findings.blame('leaves something open');
}

function planOf(learned: Learned, findings: Findings): Plan {
  const { asked, begun, builtins, isMain, modules, parents, script } = learned;
  const { files, questions: asks, reasons } = findings;
  const ahead = modules.filter((name) => !reasons.has(name));
  const ofAll = <T>(noted: ReadonlyMap<string, ReadonlySet<T>>): Set<T> =>
    new Set(ahead.flatMap((name) => [...(noted.get(name) ?? [])]));
  const left = modules.filter((name) => reasons.has(name));
  return {
    script,
    isMain,
    asked,
    ahead,
    begun: begun.filter((name) => !reasons.has(name)),
    parents,
    builtins: builtins.filter((name) => !leftBuiltins.has(name)),
    files: [...ofAll(files)],
    left: Object.fromEntries(left.map((name) => [name, reasons.get(name) ?? ''])),
    answers: answersOf(asked, ahead.length > 0 ? [...ofAll(asks), questions.script] : []),
  };
}

/** Nothing is evaluated ahead, but all of CommonJS is compiled. */
export function planToCompile(learned: Learned): Plan {
  const findings = new Findings(new Set());
  for (const name of learned.modules) findings.blame('is evaluated by each run', name);
  return planOf(learned, findings);
}

/** What is left behind says how far it has come. */
const progress = (): string => join(settings.group, 'scouted');

function leavePlan(plan: Plan): void {
  const mine = `${place()}.new`;
  writeFileSync(mine, JSON.stringify(plan), { mode: 0o600 });
  renameSync(mine, place());
}

export interface Mission {
  readonly learned: Learned;
  /** Modules that have ended earlier scouts. */
  readonly culprits: readonly string[];
  /** Questions that requests answer too differently. */
  readonly fickle: ReadonlySet<string>;
}

/** Evaluates all, and leaves the plan. */
export async function scout({ learned, culprits, fickle }: Mission): Promise<void> {
  const { asked, builtins, changed, globals, modules } = learned;
  pretend(asked, true);
  for (const name of builtins) if (!leftBuiltins.has(name)) loadBuiltin(name);
  const findings = new Findings(fickle);
  for (const name of culprits) findings.blame('ends the process, or takes too long', name);
  const file = progress();
  const loader = new Loader(learned);
  findings.watch();
  watchRequest(findings, new Set(changed), globals);
  watchEffects(findings);
  watchFiles(findings);
  for (const name of modules) {
    ourselves(() => writeFileSync(file, name, { mode: 0o600 }));
    if (!findings.reasons.has(name)) await tryToLoad(name, loader, findings);
    if (takers.has(name)) findings.blame('takes names from process', name);
  }
  await turn();
  findings.settle();
  ourselves(() => leavePlan(planOf(learned, findings)));
}

/** @returns the plan, or the module at which the scout has come to its end */
export function takePlan(): Plan | string | undefined {
  try {
    const text = readFileSync(place(), 'utf8');
    rmSync(place());
    return JSON.parse(text);
  } catch {
    return takeCulprit();
  } finally {
    rmSync(progress(), { force: true });
  }
}

function takeCulprit(): string | undefined {
  try {
    return readFileSync(progress(), 'utf8');
  } catch {
    return undefined;
  }
}
