/** What a run has loaded: its process leaves that to the parent, in a file, when it ends. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Module, { builtinModules } from 'node:module';
import { join } from 'node:path';
import { isThere } from '../../shared/queue.ts';
import { begun as beganHere, evaluated } from '../interpreters/node/module-effects.ts';
import { settings } from '../settings.ts';
import type { Asked } from './asked.ts';
import type { Plan } from './plan.ts';
import { wakeParent } from './wake-parent.ts';

type Variables = Record<string, string>;

export interface Learned {
  /** Paths, and URLs of ES modules, each behind those that it needs. */
  readonly modules: readonly string[];
  /** The same in the order in which their evaluation began. */
  readonly begun: readonly string[];
  /** Of CommonJS modules: who asked for them first. */
  readonly parents: Readonly<Record<string, string>>;
  /** Node.js's own. */
  readonly builtins: readonly string[];
  readonly asked: Asked;
  /** Variables that the run has changed. */
  readonly changed: readonly string[];
  /** Global names that it has made. */
  readonly globals: readonly string[];
  readonly script: string;
  /** Whether modules have found it as require.main. */
  readonly isMain: boolean;
}

const place = (): string => join(settings.group, 'learned');
/** It is there as long as something is made of it. */
const taken = (): string => join(settings.group, 'learning');

const known = new Set(Object.getOwnPropertyNames(globalThis));

/** Node.js's own that have been loaded and that a script can ask for. */
function loadedBuiltins(): string[] {
  const { moduleLoadList } = process as unknown as { moduleLoadList: readonly string[] };
  const names = moduleLoadList.map((entry) => entry.replace('NativeModule ', ''));
  return names.filter((name) => builtinModules.includes(name));
}

/** Where nothing depends on who asks: what is somebody's is not written down. */
const nobody: Asked = { environment: '\0', args: [], directory: '/', terminals: [] };

let begun: Asked | undefined;

/** A run begins, with the stage set for it. */
export function rememberRun(asked: Asked): void {
  begun = { ...asked };
}

function variablesIn({ environment }: Asked): Variables {
  const entries = environment.split('\0').slice(1, -1);
  return Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
}

const differences = (before: Variables, after: NodeJS.ProcessEnv): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );

/** Node.js calls it deprecated, and tells it all the same. */
function parentOf(name: string): string | undefined {
  const { _cache: cache } = Module as unknown as { _cache: Record<string, Module> };
  return cache[name]?.parent?.filename;
}

/** The backend's own, and what those have asked for. */
function isOwn(name: string | undefined): boolean {
  if (name === undefined) return false;
  return name.replace('file://', '').startsWith(`${__dirname}/`) || isOwn(parentOf(name));
}

const ofOthers = (names: readonly string[]): string[] => names.filter((name) => !isOwn(name));

/** Whether this process has evaluated modules of which the parent doesn't know. */
const isNew = (plan: Plan | undefined): boolean =>
  ofOthers(evaluated).some((name) => plan === undefined || !(name in plan.left));

function parents(): Record<string, string> {
  const all = ofOthers(evaluated).map((name) => [name, parentOf(name)] as const);
  return Object.fromEntries(all.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** All modules that this run has. */
export const modulesWith = (plan: Plan | undefined): string[] => [
  ...(plan?.ahead ?? []),
  ...ofOthers(evaluated),
];

/** The run has ended, and nobody waits for it any more. */
export function tellParent(plan: Plan | undefined): void {
  const { parent } = settings;
  if (begun === undefined || !isNew(plan) || parent === undefined || !isThere(parent)) return;
  const asked = begun;
  const learned: Learned = {
    script: asked.args[1] ?? '',
    isMain: process.mainModule !== undefined,
    asked: settings.isAhead ? asked : nobody,
    modules: modulesWith(plan),
    begun: [...(plan?.begun ?? []), ...ofOthers(beganHere)],
    parents: { ...plan?.parents, ...parents() },
    builtins: loadedBuiltins(),
    changed: differences(variablesIn(asked), process.env),
    globals: Object.getOwnPropertyNames(globalThis).filter((name) => !known.has(name)),
  };
  const mine = `${place()}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(learned), { mode: 0o600 });
  renameSync(mine, place());
  wakeParent();
}

/** @returns what somebody has left since this was last asked */
export function takeLearned(): Learned | undefined {
  if (!existsSync(place())) return undefined;
  try {
    renameSync(place(), taken());
    return JSON.parse(readFileSync(taken(), 'utf8'));
  } catch {
    return undefined;
  }
}

/** All that was taken is loaded ahead, or never will be. */
export const endLearning = (): void => rmSync(taken(), { force: true });
