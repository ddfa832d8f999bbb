/**
 * Relayed streams (-B, -b): the script gets an end of a pipe of ours, or of a pair of sockets, and we
 * copy. So it is done with its output once that fits our buffer, however slow the reader.
 */
import { closeSync, constants, fstatSync, type Stats } from 'node:fs';
import { statusFlags } from '../shared/libc.ts';
import { isStream, socketPair } from '../shared/socket.ts';
import { newPipe } from '../shared/spawn.ts';
import { ends, Flow, relayWhile } from './flow.ts';
import type { Run } from './invocation.ts';
import { leaveCopy } from './leave-copy.ts';
import type { PollSet } from './poll-set.ts';

const standard = [0, 1, 2] as const;
type Standard = (typeof standard)[number];

/**
 * What stands in for one stream: our end, and the script's. We hold the latter as long as the run
 * lasts, so that what was written into it waits for another backend should one not begin.
 */
interface StandIn {
  readonly stat: Stats;
  readonly ours: number;
  readonly scripts: number;
}

/** Only what can be slow: a file is not, and a terminal has to be one. */
function canRelay(fd: Standard, stat: Stats): boolean {
  const wrong = fd === 0 ? constants.O_WRONLY : constants.O_RDONLY;
  if ((statusFlags(fd) & (constants.O_WRONLY | constants.O_RDWR)) === wrong) return false;
  return stat.isFIFO() || (stat.isSocket() && isStream(fd));
}

function makeStandIn(fd: Standard, stat: Stats): StandIn {
  const { input, output } = stat.isSocket() ? socketPair() : newPipe();
  return fd === 0 ? { stat, ours: input, scripts: output } : { stat, ours: output, scripts: input };
}

export class Relay {
  /** By descriptor; those that are one open file share it, so that the order of what is written stays. */
  private readonly standIns: (StandIn | undefined)[] = [];
  private readonly flows: Flow[] = [];

  constructor(
    { values }: Run,
    private readonly open: number,
  ) {
    this.add(0, Number(values.BufsizPost));
    this.add(1, Number(values.BufsizGet));
    this.add(2, Number(values.BufsizGet));
  }

  private add(fd: Standard, limit: number): void {
    if (((this.open >> fd) & 1) === 0 || limit === 0) return;
    const stat = fstatSync(fd);
    if (!canRelay(fd, stat)) return;
    const same = this.findSame(fd, stat);
    const standIn = this.standIns[same] ?? makeStandIn(fd, stat);
    this.standIns[fd] = standIn;
    if (same > 0) return;
    const [from, to] = fd === 0 ? [0, standIn.ours] : [standIn.ours, fd];
    const isSocket = stat.isSocket();
    const isInput = fd === 0;
    // That of a pipe for output is ours as well, and ends with us.
    this.flows.push(new Flow({ from, to, isInput, isSocket, limit }, isInput || isSocket));
  }

  /**
   * A pipe goes one way: from its reading end, nothing can be shared.
   * @returns the descriptor that is relayed already and is the same open file, else -1
   */
  private findSame(fd: Standard, { dev, ino }: Stats): number {
    const isSame = (one: StandIn | undefined, i: number) =>
      i < fd && one?.stat.dev === dev && one.stat.ino === ino && (i > 0 || one.stat.isSocket());
    return this.standIns.findLastIndex(isSame);
  }

  /** What the script gets, for those of 0, 1 and 2 that are open. */
  get descriptors(): number[] {
    const isOpen = (fd: number) => ((this.open >> fd) & 1) !== 0;
    return standard.filter(isOpen).map((fd) => this.standIns[fd]?.scripts ?? fd);
  }

  /** How many places it takes in a PollSet; 0 if there is nothing to relay. */
  get size(): number {
    return ends * this.flows.length;
  }

  watch(set: PollSet, at: number): void {
    this.flows.forEach((flow, i) => {
      flow.watch(set, at + ends * i);
    });
  }

  move(set: PollSet, at: number): void {
    this.flows.forEach((flow, i) => {
      flow.move(set, at + ends * i);
    });
  }

  /** Whether some of the input was read: then no other can take our place. */
  get hasRead(): boolean {
    return this.flows.some((flow) => flow.direction.isInput && flow.hasRead);
  }

  private closeScriptsEnds(): void {
    for (const fd of new Set(this.standIns.flatMap((one) => one?.scripts ?? []))) closeSync(fd);
  }

  /** Nothing has run. */
  discard(): void {
    for (const fd of new Set(this.standIns.flatMap((one) => one?.ours ?? []))) closeSync(fd);
    this.closeScriptsEnds();
  }

  /**
   * The run is over. What the script has written arrives, before we end; what its children write
   * later is a copy's to relay, or ours where there can be none.
   */
  async finish(): Promise<void> {
    const { flows } = this;
    this.closeScriptsEnds();
    for (const flow of flows) flow.limitToWritten();
    await relayWhile(flows, () => flows.some((flow) => flow.isActive && !flow.direction.isInput));
    const held = flows.filter((flow) => flow.isHeld());
    if (held.length === 0 || leaveCopy(held)) return;
    for (const flow of held) flow.goOn();
    await relayWhile(held, () => held.some((flow) => flow.isActive));
  }
}
