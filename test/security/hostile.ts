// Messages that no frontend sends: made from right ones, or from anything.
import fc from 'fast-check';
import { pack } from 'msgpackr';

/** The length stands before the body. */
export function framed(body: Uint8Array, length = body.length): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(length);
  return Buffer.concat([head, body]);
}

/** Arrays in arrays, or maps in maps: each level is a byte or two. */
const nested = fc
  .tuple(
    fc.constantFrom([0x91], [0xdc, 0, 1], [0x81, 0xa1, 0x61]),
    fc.integer({ min: 1, max: 3e5 }),
  )
  .map(([level, depth]) => Buffer.concat(Array(depth).fill(Buffer.from(level))));

/** A head that promises more than will ever come: strings, bytes, arrays, maps, extensions. */
const promising = fc
  .tuple(
    fc.constantFrom(0xc6, 0xc9, 0xdb, 0xdd, 0xdf),
    fc.uint8Array({ minLength: 4, maxLength: 40 }),
  )
  .map(([kind, rest]) => Buffer.from([kind, 0x7f, ...rest]));

interface Change {
  readonly at: number;
  readonly to: number;
  readonly cut: number;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1e6),
  to: fc.nat(255),
  cut: fc.nat(20),
});

function changed(right: Buffer, changes: readonly Change[]): Buffer {
  let body = Buffer.from(right);
  for (const { at, to, cut } of changes) {
    body[at % body.length] = to;
    if (cut === 0) body = body.subarray(0, 1 + (at % body.length));
  }
  return body;
}

/** A field is missing, or something else. */
const mistaken = (right: Record<string, unknown>) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(right)), fc.option(fc.anything(), { nil: undefined }))
    .map(([key, value]) => safelyPacked({ ...right, [key]: value }));

/** There are values that can't be packed. */
function safelyPacked(value: unknown): Buffer {
  try {
    return pack(value);
  } catch {
    return Buffer.of(0xc1); // never used
  }
}

/** @param right a request, as it was sent, and as it is read */
export const bodies = (right: Buffer, request: Record<string, unknown>): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.anything().map(safelyPacked),
    mistaken(request),
    fc.array(change, { minLength: 1, maxLength: 8 }).map((changes) => changed(right, changes)),
    { arbitrary: nested, weight: 1 },
    promising,
  );
