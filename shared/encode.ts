/**
 * The frontend's side of shared/wire.ts: a request as MessagePack, with the same bytes as from
 * frontend/request.c. All is bytes, one character for each: text is joined far faster than buffers.
 */
import { type Request, requestFields } from './wire.ts';

type Bytes<Field> = Field extends Buffer ? string : Field;
/** A request in which each text and each binary is a string of bytes. */
export type RequestBytes = { readonly [Name in keyof Request]: Bytes<Request[Name]> };

const fixMap = 0x80;
const fixText = 0xa0;
/** Each stands before four bytes: those of a number, or a length. */
export const types = { text: 0xdb, binary: 0xc6, number: 0xce } as const;

const fields = Object.entries(requestFields) as [keyof Request, keyof typeof types][];

const head = (type: number, n: number): string =>
  String.fromCharCode(type, n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);

/** What stands before each value's four bytes. */
export const key = (name: string): string => String.fromCharCode(fixText | name.length) + name;

const valued = (type: number, value: string | number): string =>
  typeof value === 'number' ? head(type, value) : head(type, value.length) + value;

/** What a request begins with. */
export const start = String.fromCharCode(fixMap | fields.length);

/** @returns the message: its length, and a map */
export function encodeRequest(request: RequestBytes): Buffer {
  const values = fields.map(([name, type]) => key(name) + valued(types[type], request[name]));
  const body = start + values.join('');
  const message = Buffer.from(`0000${body}`, 'latin1');
  message.writeUInt32LE(body.length, 0);
  return message;
}
