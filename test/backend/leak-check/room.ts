// Where LeakCheck looks at scripts, and what it says of them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, Workshop } from '../../workshop.ts';

export interface Line {
  readonly times: number;
  readonly run: number;
  /** Without the script's path. */
  readonly text: string;
}

export class Room extends Workshop {
  check(
    program: string,
    how: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Outcome {
    const outcome = this.run(program, args, { SPEEDY_LEAKCHECK: how, ...env });
    assert.equal(outcome.err, '');
    assert.equal(outcome.code, 0);
    return outcome;
  }

  /** Of the files `leaks`: those about a script. */
  found(script: string): Line[] {
    const files = this.groups.map((group) => join(group, 'leaks')).filter(existsSync);
    const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1));
    return lines.map((line) => parse(line, script)).filter((line) => line !== undefined);
  }

  private get log(): string[] {
    return readFileSync(join(this.home, 'log'), 'utf8').split('\n');
  }

  /** Which of some backends the log says were replaced. */
  replaced(pids: readonly string[]): string[] {
    const lines = this.log.filter((line) => line.includes(' LeakCheck replaces this backend: '));
    return lines.map((line) => line.split(' ')[1] ?? '').filter((pid) => pids.includes(pid));
  }

  /** Of the log: those about a script, without time and pid. */
  logged(script: string): string[] {
    return this.log
      .filter((line) => line.includes(` leak: `) && line.includes(script))
      .map((line) => line.replace(/^\S+ \d+ leak: /, '').replaceAll(script, 'script'));
  }
}

const format = /^\d{4}-\S+Z (\d+) times?, last in run (\d+) of \d+: (.*)$/;

function parse(line: string, script: string): Line | undefined {
  const [, times, run, text] = format.exec(line) ?? [];
  assert.notEqual(text, undefined, line);
  if (text?.startsWith(script) !== true) return undefined;
  const shown = text.slice(script.length + 2).replaceAll(script, 'script');
  return { times: Number(times), run: Number(run), text: shown };
}
