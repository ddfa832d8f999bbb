// What a bench works with: a temporary folder, the programs that it compares, and an environment
// in which nobody's settings and nobody's backends take part.
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { NotMeasured } from './budget.ts';
import { type Compiler, compile, isThere } from './compile.ts';

declare const ROOT: string;

export type Command = readonly string[];

/** A backend that outlives a killed bench leaves after this many seconds. */
const BACKEND_TIMEOUT_S = 600;
const QUICK_SHARE = 5;

/** The folder with the frontends; SPEEDY_DIST names another one, for comparing two builds. */
export const dist = resolve(process.env.SPEEDY_DIST ?? resolve(ROOT, 'dist'));

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** npm's variables would be sent with each request, the user's SPEEDY_* would change it. */
function plainEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(SPEEDY_|npm_|NODE_OPTIONS$)/.test(name)) env[name] = value;
  }
  env.PATH = `${dirname(process.execPath)}${delimiter}${env.PATH ?? ''}`;
  env.SPEEDY_MAXRUNS = '0';
  env.SPEEDY_TIMEOUT = String(BACKEND_TIMEOUT_S);
  return env;
}

export class Workplace {
  /** Short: paths of sockets below it have some hundred bytes. */
  readonly folder = mkdtempSync(join(tmpdir(), 'sp-'));
  readonly env = plainEnvironment();
  readonly compiler: Compiler = isThere('musl-gcc') ? 'musl-gcc' : 'cc';
  readonly timer = compile('time-commands', this.compiler, this.folder);
  readonly empty: Command = [compile('empty', this.compiler, this.folder)];
  readonly quick: boolean;
  /** Aborted when the bench is told to end. */
  readonly stop: AbortSignal;

  constructor(quick: boolean, stop: AbortSignal) {
    this.quick = quick;
    this.stop = stop;
  }

  rounds(full: number): number {
    return this.quick ? Math.max(3, Math.ceil(full / QUICK_SHARE)) : full;
  }

  script(name: string): string {
    return resolve(ROOT, 'test/bench/scripts', name);
  }

  /** A script that nothing else may see: linters and compilers would stumble over it. */
  written(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  node(...args: string[]): Command {
    return [process.execPath, ...args];
  }

  speedy(...args: string[]): Command {
    return [this.program('speedy', [dist]), ...args];
  }

  /** Each run in a process of its own. */
  fresh(...args: string[]): Command {
    return this.speedy('--', '-f', '--ahead', ...args);
  }

  speedyInTypeScript(...args: string[]): Command {
    return [this.program('speedy-ts', [dist]), ...args];
  }

  perl(...args: string[]): Command {
    return [this.program('perl', (process.env.PATH ?? '').split(delimiter)), ...args];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Found once, here: a search along PATH would count as time of the command. */
  private program(name: string, folders: readonly string[]): string {
    const path = folders.map((folder) => join(folder, name)).find(isProgram);
    if (path === undefined) throw new NotMeasured(`no program ${name} in ${folders.join(' ')}`);
    return path;
  }
}
