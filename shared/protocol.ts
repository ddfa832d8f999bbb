/** The backend's side of shared/wire.ts: a request is decoded, and checked. */
import { unpack } from 'msgpackr/unpack';
import { ignorableBits, type Request, stampSize } from './wire.ts';

export * from './wire.ts';

const isStrings = (value: unknown): boolean =>
  Buffer.isBuffer(value) && (value.length === 0 || value.at(-1) === 0);

const isBitsOf = (value: unknown, bits: number): boolean =>
  Number.isInteger(value) && (Number(value) & bits) === value;

const checks: { [K in keyof Request]: (value: unknown) => boolean } = {
  version: (value) => typeof value === 'string',
  pid: (value) => Number.isInteger(value),
  script: (value) => typeof value === 'string' && value !== '',
  stamp: (value) => Buffer.isBuffer(value) && value.length === stampSize,
  args: isStrings,
  env: isStrings,
  cwd: isStrings,
  umask: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0o777,
  open: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 7,
  ignored: (value) => isBitsOf(value, ignorableBits),
};

const checkList = Object.entries(checks);

/**
 * @param body the message without its length
 * @returns the request
 * @throws Error that names the field if the message is not a request
 */
export function decodeRequest(body: Buffer): Request {
  const request: unknown = unpack(body);
  if (typeof request !== 'object' || request === null) throw new Error('not a map');
  for (const [key, check] of checkList) {
    if (!check((request as Record<string, unknown>)[key])) throw new Error(`bad field ${key}`);
  }
  return request as Request;
}
