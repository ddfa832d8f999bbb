/** Tells of findings: in the log, each the first time, and then ever more rarely; in the file `leaks`. */
import { reason } from '../../shared/libc.ts';
import type { Tools } from '../leak-check.ts';
import { writeLeaks } from './leaks-file.ts';
import type { Finding } from './left.ts';

/** Different findings of one kind: more are told as one. */
const mostOfKind = 20;
const longest = 300;

/** On one line, and no escape sequence for whoever reads it in a terminal. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '?').slice(0, longest);

/** Names of files and of variables may differ in a number, places don't. */
const idOf = ({ name, fate, hasPlace }: Finding): string =>
  `${hasPlace ? name : name.replace(/\d+/g, '#')} ${fate}`;

/** The 1st, 10th, 100th and so on. */
const isRound = (times: number): boolean => /^10*$/.test(String(times));

/** The same thing of the same fate is the same finding. */
interface Told {
  readonly text: string;
  times: number;
}

export class Report {
  private readonly told = new Map<string, Told>();
  private readonly ofKind = new Map<string, number>();

  constructor(private readonly tools: Tools) {}

  tell(script: string, run: number, findings: readonly Finding[]): void {
    const found = new Map<string, string>();
    for (const finding of findings) {
      const told = this.find(script, finding);
      const details = detailsOf(finding);
      told.times++;
      found.set(told.text, details);
      const again = told.times === 1 ? '' : `, ${told.times} times`;
      const line = `leak: run ${run}${again}: ${told.text}${details}`;
      if (isRound(told.times)) this.tools.say(line);
    }
    if (found.size > 0) this.write(run, found);
  }

  private find(script: string, finding: Finding): Told {
    const id = `${script} ${idOf(finding)}`;
    const known = this.told.get(id);
    if (known !== undefined) return known;
    const { kind, fate } = finding;
    const count = this.ofKind.get(kind) ?? 0;
    this.ofKind.set(kind, count + 1);
    return count < mostOfKind
      ? this.add(id, textOf(script, finding))
      : this.findOthers(printable(`${script}: others, ${kind}: ${fate}`));
  }

  private findOthers(text: string): Told {
    return this.told.get(text) ?? this.add(text, text);
  }

  private add(id: string, text: string): Told {
    const told = { text, times: 0 };
    this.told.set(id, told);
    return told;
  }

  private write(run: number, found: ReadonlyMap<string, string>): void {
    try {
      writeLeaks(this.tools.group, run, found);
    } catch (error) {
      this.tools.say(`findings not written: ${reason(error)}`);
    }
  }
}

const textOf = (script: string, { name, fate }: Finding): string =>
  printable(`${script}: ${name}: ${fate}`);

const detailsOf = ({ details }: Finding): string =>
  details === '' ? '' : printable(` (${details})`);
