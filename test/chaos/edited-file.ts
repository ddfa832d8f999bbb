/** A file that is edited while it is used, and which version of it was there when. */
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';

const digits = 6;

interface Version {
  readonly number: number;
  /** By performance.now(): somebody may have read it from then on. */
  readonly from: number;
  /** Nobody reads it from then on. */
  until: number;
}

export class EditedFile {
  private readonly past: Version[] = [];

  /** @param text with VERSION where its version stands */
  constructor(
    readonly path: string,
    private readonly text: string,
  ) {
    this.edit(false);
  }

  /** @param inPlace in one write, as long as it was; else another file is renamed over it */
  edit(inPlace: boolean): number {
    const before = this.past.at(-1);
    const number = (before?.number ?? 0) + 1;
    const from = performance.now();
    const text = this.text.replaceAll('VERSION', String(number).padStart(digits, '0'));
    if (inPlace) this.overwrite(text);
    else this.replace(text);
    if (before !== undefined) before.until = performance.now();
    this.past.push({ number, from, until: Number.POSITIVE_INFINITY });
    return number;
  }

  /** Whether it was there at some time between the two. */
  had(number: number, begin: number, end: number): boolean {
    const version = this.past[number - 1];
    return version !== undefined && version.from <= end && version.until >= begin;
  }

  private overwrite(text: string): void {
    const fd = openSync(this.path, 'r+');
    writeSync(fd, text);
    closeSync(fd);
  }

  private replace(text: string): void {
    const other = `${this.path}.new`;
    writeFileSync(other, text);
    renameSync(other, this.path);
  }
}
