/** The backends that a template has forked: it alone is told how they died. */
import type { Queue } from '../../shared/queue.ts';
import { bury } from '../bury.ts';
import { reap } from './fork.ts';
import { Made } from './made.ts';
import { giveUp } from './places.ts';

export class Brood {
  private readonly made = new Made();

  constructor(private readonly queue: Queue) {}

  add(pid: number, place: number): void {
    this.made.add(place, pid);
  }

  get isEmpty(): boolean {
    return this.made.isEmpty;
  }

  /** One that was never ready leaves its place: the parent of the group makes another. */
  reapAll(): void {
    for (let child = reap(); child !== undefined; child = reap()) {
      const { pid, status } = child;
      const place = this.made.remove(pid);
      this.queue.locked(() => {
        bury(this.queue, pid, status);
        if (place !== undefined) giveUp(this.queue, place);
      });
    }
  }
}
