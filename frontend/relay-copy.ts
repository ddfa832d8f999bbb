/** Goes on relaying where a frontend has ended: for children that its script has left behind. */
import { closeSync, readFileSync } from 'node:fs';
import { exit, fail } from './end.ts';
import { type Direction, Flow, relayWhile } from './flow.ts';

interface Told {
  readonly direction: Direction;
  /** To read from it what was read already. */
  readonly rest: number;
}

function takeOver({ direction, rest }: Told): Flow {
  const flow = new Flow(direction, direction.isInput);
  flow.hold(readFileSync(rest));
  closeSync(rest);
  return flow;
}

const flows = (JSON.parse(process.argv[2] ?? '') as Told[]).map(takeOver);
relayWhile(flows, () => flows.some((flow) => flow.isActive)).then(() => exit(0), fail);
