/** Times and sizes, short. */

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** @returns the two largest units, 2h5m */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const at = units.findIndex(([, size]) => whole >= size);
  const [unit, size] = units[at] ?? ['s', 1];
  const count = Math.floor(whole / size);
  const [next, nextSize] = units[at + 1] ?? [];
  const rest = nextSize === undefined ? 0 : Math.floor((whole - count * size) / nextSize);
  return `${count}${unit}${rest > 0 ? `${rest}${next}` : ''}`;
}

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)}M`;
