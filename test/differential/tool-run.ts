// Makes a call of a tool, and says what came of it, as far as two calls can be compared.
import { join } from 'node:path';
import { type Outcome, run } from './command.ts';
import { packages } from './install.ts';
import { layOut, written } from './tool-files.ts';
import type { Call, Tool } from './tools.ts';

export interface Place {
  /** node, or a frontend. */
  readonly program: string;
  /** What stands before the tool. */
  readonly options?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** One of `kinds`. */
  readonly kind: string;
  /** The same one for all that are compared: outputs name it. */
  readonly room: string;
}

const comparable = (text: string, { varies = /$^/g }: Tool): string =>
  text.replace(varies, 'varies');

/** What the tool has written to files follows its output. */
export async function make(call: Call, tool: Tool, place: Place): Promise<Outcome> {
  const { program, options = [], kind, room } = place;
  const { PATH } = process.env;
  const env = { PATH, HOME: room, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...place.env };
  const args = [...options, join(packages, tool.bin), ...call.args];
  const files = join(room, 'files');
  const cwd = join(files, call.from ?? 'one');
  const before = { ...tool.files, ...call.files };
  layOut(files, before);
  const { out, err, end } = await run(
    { program, args, cwd, env, input: call.input ?? '' },
    kind,
    room,
  );
  return {
    out: comparable(out, tool) + written(files, before),
    err: comparable(err, tool),
    end,
  };
}
