/** Waits in line until a backend calls us, or one is idle and we are the first. */
import { firstLook, slowestLook, states } from '../shared/layout.ts';
import { now } from '../shared/libc.ts';
import type { Entry } from '../shared/record.ts';
import type { Run } from './invocation.ts';
import { callParent, Launch } from './launch.ts';
import type { GroupQueue } from './queue.ts';
import { addRecord, type Counts, survey } from './scan.ts';
import { isServing, type Seat, takeIdle } from './take.ts';

const millisecond = 1e6;

class Line {
  /** Keeps our place, should we have to join again. */
  private readonly began = now();
  /** Nanoseconds to sleep until we look by ourselves. */
  private pause = firstLook;
  /** Our record. */
  private mine = -1;
  private wake = (): void => {};
  private readonly launch: Launch;

  constructor(
    run: Run,
    private readonly queue: GroupQueue,
  ) {
    this.launch = new Launch(run, queue, () => this.wake());
  }

  /** With the lock held, as all that follows. @returns our seat if it was there all the same */
  enter(): Seat | undefined {
    const counts = survey(this.queue);
    const seat = counts.firstWaiting === undefined ? takeIdle(this.queue) : undefined;
    if (seat !== undefined) return seat; // it was only mended
    this.join();
    this.launchIfDue(counts);
    return undefined;
  }

  private join(): void {
    const fields = { state: states.waiting, pid: process.pid, since: this.began };
    this.mine = addRecord(this.queue, fields);
  }

  private launchIfDue(counts: Counts): void {
    const waited = now() - this.began;
    if (!callParent(counts, waited) && this.launch.isDue(counts, waited)) this.launch.start();
  }

  /** Until somebody wakes us, our backend says something, or it is time to look. */
  sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), this.pause / millisecond);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.pause < slowestLook) this.pause *= 2;
    });
  }

  /** A record that somebody scribbled over isn't ours. */
  private readMine(): Entry | undefined {
    const entry = this.queue.read(this.mine);
    const state = entry?.get('state');
    if (entry?.get('pid') !== process.pid) return undefined;
    return state === states.waiting || state === states.called ? entry : undefined;
  }

  /** Somebody has called us. @returns undefined if that backend isn't there any more */
  private answerCall(index: number): Seat | undefined {
    this.queue.free(this.mine);
    const entry = this.queue.read(index);
    const seat = { index, pid: entry?.get('pid') ?? 0 };
    return isServing(seat, entry) ? seat : undefined;
  }

  /** One look at the queue. */
  look(): Seat | undefined {
    if (this.launch.isOver) this.launch.finish();
    const mine = this.readMine();
    const isCalled = mine?.get('state') === states.called;
    const called = isCalled ? this.answerCall(mine.get('partner')) : undefined;
    if (called !== undefined) return called;
    const counts = survey(this.queue, mine === undefined || isCalled ? undefined : this.mine);
    if (mine === undefined || isCalled) this.join();
    this.launch.giveUpWithoutHope(counts);
    const seat = counts.firstWaiting?.index === this.mine ? takeIdle(this.queue) : undefined;
    if (seat === undefined) this.launchIfDue(counts);
    else this.leave();
    return seat;
  }

  /** We have taken a backend ourselves; one that calls us has counted us off itself. */
  private leave(): void {
    const { header } = this.queue;
    this.queue.free(this.mine);
    header.set('waiting', header.get('waiting') - 1);
    this.queue.writeHeader();
  }

  /** The wake-up ends a sleep, and nothing but a sleep. @returns the undo */
  expectWakeUp(): () => void {
    const woken = () => this.wake();
    process.on('SIGURG', woken);
    return () => process.off('SIGURG', woken);
  }

  async stay(): Promise<Seat> {
    for (;;) {
      await this.sleep();
      const seat = this.queue.locked(() => this.lookAndLeave());
      if (seat !== undefined) return seat;
    }
  }

  private lookAndLeave(): Seat | undefined {
    const seat = this.look();
    if (seat !== undefined) this.launch.leave();
    return seat;
  }
}

/**
 * A signal that ends us here leaves records that others mend: nothing has run yet.
 * @throws SpeedyError
 */
export async function takeBackend(run: Run, queue: GroupQueue): Promise<Seat> {
  const idle = queue.locked(() => takeIdle(queue));
  if (idle !== undefined) return idle;
  const line = new Line(run, queue);
  const expectNoWakeUp = line.expectWakeUp();
  const seat = queue.locked(() => line.enter()) ?? (await line.stay());
  expectNoWakeUp();
  return seat;
}
