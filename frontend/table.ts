/** Columns of text, without lines between them. */
import CliTable from 'cli-table3';

const lines = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'left-mid', 'mid', 'mid-mid', 'right-mid'],
  ...['bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'right', 'middle'],
] as const;
const gap = '  ';

/**
 * @param isNumber for each column, whether it is set to the right
 * @returns lines, each ended; without one that is empty at its end
 */
export function table(
  rows: readonly (readonly string[])[],
  isNumber: readonly boolean[] = [],
): string[] {
  const chars = Object.fromEntries(lines.map((name) => [name, name === 'middle' ? gap : '']));
  const style = { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true };
  const colAligns = rows[0]?.map((_, i) => (isNumber[i] ? ('right' as const) : ('left' as const)));
  const made = new CliTable({ chars, style, ...(colAligns && { colAligns }) });
  for (const row of rows) made.push([...row]);
  return made
    .toString()
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`);
}
