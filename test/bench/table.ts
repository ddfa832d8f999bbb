// The result as padded text, a line at a time: a whole bench takes minutes, and who waits wants
// to see the first lines early.
import type { Comparison, Figure, Unmeasured } from './budget.ts';

const WIDTHS = [28, 12, 12, 33, 12, 12, 9, 20, 4];
const LEFT = new Set([0, 3, 7, 8]);

function line(cells: readonly string[]): string {
  const padded = cells.map((cell, i) => {
    const width = WIDTHS[i] ?? 0;
    return LEFT.has(i) ? cell.padEnd(width) : cell.padStart(width);
  });
  return padded.join('  ').trimEnd();
}

/** Three digits that matter, without an exponent. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function amount(value: number, figure: Figure): string {
  return `${digits(value)} ${figure.unit}`;
}

function verdict(kept: boolean | null): string {
  if (kept === null) return '-';
  return kept ? 'yes' : 'NO';
}

export function heading(): string {
  const cells = [
    'what',
    'median',
    'p90',
    'compared with',
    'median',
    'p90',
    'ratio',
    'budget',
    'kept',
  ];
  return `${line(cells)}\n${line(WIDTHS.map((width) => '-'.repeat(width)))}`;
}

export function row({ what, measured, against, ratio, budget, kept }: Comparison): string {
  return line([
    what,
    amount(measured.median, measured),
    amount(measured.p90, measured),
    against.name,
    amount(against.median, against),
    amount(against.p90, against),
    `${digits(ratio)} x`,
    budget || 'for information',
    verdict(kept),
  ]);
}

export function unmeasuredRow({ what, why }: Unmeasured): string {
  return `${line([what])}: not measured: ${why}`;
}
