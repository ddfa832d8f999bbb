// What the harness has found, as a table: command, frontend, kind, run, same or how it differs.

interface Line {
  readonly command: string;
  readonly frontend: string;
  readonly kind: string;
  readonly run: number;
  /** How it differs; undefined if it doesn't. */
  readonly found: string | undefined;
  /** What is left out of the comparison. */
  readonly why?: string | undefined;
}

export class Report {
  private readonly lines: Line[] = [];

  add(line: Line): void {
    this.lines.push(line);
  }

  /** A line for each command and frontend where all is the same; else one for each that differs. */
  print(): void {
    const groups = new Map<string, Line[]>();
    for (const line of this.lines) {
      const key = `${line.command} ${line.frontend}`;
      groups.set(key, [...(groups.get(key) ?? []), line]);
    }
    console.table([...groups.values()].flatMap(rows));
  }
}

const distinct = <T>(all: readonly T[]): number => new Set(all).size;

function rows(lines: Line[]): Record<string, unknown>[] {
  const [{ command, frontend, why }] = lines as [Line];
  const differing = lines.filter(({ found }) => found !== undefined);
  if (differing.length > 0) {
    return differing.map(({ kind, run, found }) => ({
      command,
      frontend,
      kind,
      run,
      result: found,
    }));
  }
  const kind = `all ${distinct(lines.map((line) => line.kind))}`;
  const run = `all ${distinct(lines.map((line) => line.run))}`;
  return [
    { command, frontend, kind, run, result: why === undefined ? 'same' : `same, but ${why}` },
  ];
}
