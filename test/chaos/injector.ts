/** Does harm, of one kind or another, to whoever is there. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Call } from './call.ts';
import type { Journal } from './journal.ts';
import { chosen, Random } from './random.ts';
import { ways } from './scribble.ts';
import { Stops, signal } from './stops.ts';
import { type Role, type Surroundings, scriptsOf } from './surroundings.ts';

/** How often each comes, compared with the others. */
const weights = {
  'kill frontend': 6,
  'kill serving': 8,
  'kill idle': 3,
  'kill parent': 2,
  'kill keeper': 1,
  'kill helper': 2,
  'stop frontend': 3,
  'stop process': 4,
  'delete socket': 2,
  'truncate queue': 1,
  'empty queue': 0.5,
  'random bytes': 2,
  'bytes 0xff': 1,
  'remove queue': 1,
  'remove group': 1,
  'remove home': 0.5,
} as const;
type Kind = keyof typeof weights;

/** Milliseconds: longer than a backend may take to take its request, shorter than a lock is waited for. */
const longestStop = 2500;
/** Backends that no queue knows any more leave after a minute: there are not to be too many. */
const mostProcesses = 120;

export class Injector {
  private readonly random: Random;
  private readonly stops = new Stops();

  constructor(
    seed: number,
    private readonly calls: ReadonlySet<Call>,
    private readonly surroundings: Surroundings,
    private readonly journal: Journal,
  ) {
    this.random = new Random(seed, 'injector');
  }

  /** Draws as many numbers each time, whatever is there to be hit. */
  harm(): void {
    const { random } = this;
    const kind = random.weighted(weights);
    const [target, amount, seed] = [random.next(), random.next(), random.next()];
    if (kind === 'kill frontend') this.killFrontend(target);
    else if (kind === 'stop frontend') this.stopFrontend(target, amount);
    else if (kind === 'stop process') this.stopProcess(target, amount);
    else if (kind === 'delete socket') this.deleteSocket(target);
    else if (kind in ways) this.scribble(kind as keyof typeof ways, target, seed);
    else this.killProcess(kind, kind.slice('kill '.length) as Role, target);
  }

  end(): void {
    this.stops.goOn();
  }

  private frontend(target: number): Call | undefined {
    return chosen(
      [...this.calls].filter((call) => call.isRunning),
      target,
    );
  }

  private killFrontend(target: number): void {
    const call = this.frontend(target);
    if (call === undefined) return;
    this.journal.note('kill frontend', call.script.file.path, call.pid);
    call.kill();
  }

  private stopFrontend(target: number, amount: number): void {
    const call = this.frontend(target);
    if (call !== undefined) this.stop('stop frontend', call.script.file.path, call.pid, amount);
  }

  private stopProcess(target: number, amount: number): void {
    const found = chosen(this.surroundings.processes, target);
    if (found !== undefined) this.stop('stop process', found.role, found.pid, amount);
  }

  private stop(kind: Kind, what: string, pid: number, amount: number): void {
    const time = Math.ceil(amount * longestStop);
    if (this.stops.stop(pid, time)) this.journal.note(kind, `${what}, for ${time} ms`, pid);
  }

  private killProcess(kind: Kind, role: Role, target: number): void {
    const all = this.surroundings.processes.filter((found) => found.role === role);
    const found = chosen(all, target);
    if (found === undefined) return;
    this.journal.note(kind, role, found.pid);
    signal(found.pid, 'SIGKILL');
  }

  private get areMany(): boolean {
    return this.surroundings.processes.length > mostProcesses;
  }

  private deleteSocket(target: number): void {
    const socket = chosen(this.surroundings.sockets, target);
    if (socket === undefined || this.areMany) return;
    this.journal.note('delete socket', socket);
    rmSync(socket, { force: true });
  }

  private scribble(way: keyof typeof ways, target: number, seed: number): void {
    const group = chosen(this.surroundings.groups, target);
    if (group === undefined || this.areMany) return;
    const hit = way === 'remove home' ? this.surroundings.groups : [group];
    const scripts = hit.flatMap((group) => scriptsOf(group));
    this.journal.note(way, group, 0, scripts);
    try {
      ways[way](join(group, 'queue'), new Random(seed, way));
    } catch (error) {
      // It has gone by itself, or something was made in it meanwhile.
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['ENOENT', 'ENOTEMPTY'].includes(code)) throw error;
    }
  }
}
