/** A script that tells who runs it, which version it is, and of which module; and what it is to say. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EditedFile } from './edited-file.ts';

const statuses = 5;
const line = 64;

/** What a call asks of it. */
export interface Task {
  readonly turn: number;
  /** Milliseconds that it takes at least. */
  readonly time: number;
  /** Lines of output. */
  readonly lines: number;
}

/** What a run says first. */
export interface Beginning {
  readonly pid: number;
  readonly version: number;
  readonly partVersion: number;
  /** How many there were in that process, with this one. */
  readonly runs: number;
}

const javaScript = `
const [turn, time, lines] = process.argv.slice(2).map(Number);
globalThis.runs = (globalThis.runs ?? 0) + 1;
console.log(process.pid, VERSION, part, globalThis.runs);
console.error('turn', turn, process.env.TURN);
let input = '';
process.stdin.setEncoding('utf8').on('data', (data) => { input += data; });
process.stdin.on('end', () => setTimeout(() => {
  for (let i = 0; i < lines; i++) console.log(String(turn).padEnd(${line}, '.'));
  console.log('end', turn, input);
  process.exitCode = turn % ${statuses};
}, time));
`.replace('VERSION', "Number('VERSION')");

const perl = `
use strict; use warnings;
our $runs;
$runs++;
my ($turn, $time, $lines) = @ARGV;
$| = 1;
print join(' ', $$, 0 + 'VERSION', Part::NAME::part(), $runs), "\\n";
print STDERR "turn $turn $ENV{TURN}\\n";
my $input = do { local $/; <STDIN> };
select undef, undef, undef, $time / 1000;
print $turn, '.' x (${line} - length $turn), "\\n" for 1 .. $lines;
print "end $turn $input\\n";
exit $turn % ${statuses};
`;

const languages = {
  cjs: {
    task: javaScript,
    take: (name: string) => `const { part } = require('./${name}');`,
    part: "exports.part = Number('VERSION');\n",
  },
  mjs: {
    task: javaScript,
    take: (name: string) => `import { part } from './${name}';`,
    part: "export const part = Number('VERSION');\n",
  },
  ts: {
    task: javaScript,
    take: (name: string) => `import { part } from './${name}';\nconst of: string = 'typed';`,
    part: "export const part: number = Number('VERSION');\n",
  },
  pl: {
    task: perl,
    take: (name: string) => `use FindBin; BEGIN { require "$FindBin::Bin/${name}" }`,
    part: "package Part::NAME;\nsub part { 0 + 'VERSION' }\n1;\n",
  },
};

export type Language = keyof typeof languages;

export interface Plan {
  readonly name: string;
  readonly language: Language;
  readonly options: string;
  /** Runs that one process makes at most. */
  readonly mostRuns: number;
}

export class Script {
  readonly file: EditedFile;
  readonly part: EditedFile;

  constructor(
    folder: string,
    readonly plan: Plan,
  ) {
    const { task, take, part } = languages[plan.language];
    const named = (text: string) => text.replaceAll('NAME', plan.name);
    const partName = `parts/${plan.name}.${plan.language}`;
    mkdirSync(join(folder, 'parts'), { recursive: true });
    this.part = new EditedFile(join(folder, partName), named(part));
    const head = `#!/usr/bin/speedy -- ${plan.options}\n${take(partName)}`;
    this.file = new EditedFile(
      join(folder, `${plan.name}.${plan.language}`),
      named(`${head}\n${task}`),
    );
  }
}

export const beginningOf = (out: string): Beginning | undefined => {
  const found = /^(\d+) (\d+) (\d+) (\d+)\n/.exec(out);
  if (found === null) return undefined;
  const [pid = 0, version = 0, partVersion = 0, runs = 0] = found.slice(1).map(Number);
  return { pid, version, partVersion, runs };
};

export const inputOf = ({ turn }: Task): string => `input ${turn}`;
export const statusOf = ({ turn }: Task): number => turn % statuses;
export const complaintOf = ({ turn }: Task): string => `turn ${turn} t${turn}\n`;

/** All output of a run that began like that. */
export function outputOf(given: Task, began: Beginning): string {
  const { turn, lines } = given;
  const first = `${began.pid} ${began.version} ${began.partVersion} ${began.runs}\n`;
  const filling = `${String(turn).padEnd(line, '.')}\n`.repeat(lines);
  return `${first}${filling}end ${turn} ${inputOf(given)}\n`;
}
