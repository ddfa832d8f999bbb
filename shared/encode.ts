/**
 * The frontend's side of shared/wire.ts: a request as MessagePack, with the same bytes as from
 * frontend/request.c. All is bytes, one character for each: text is joined far faster than buffers.
 */
import type { Request } from './wire.ts';

type Bytes<Field> = Field extends Buffer ? string : Field;
/** A request in which each text and each binary is a string of bytes. */
export type RequestBytes = { readonly [Name in keyof Request]: Bytes<Request[Name]> };

const fixMap = 0x80;
const fixText = 0xa0;
const text32 = 0xdb;
const binary32 = 0xc6;
const number32 = 0xce;

const head = (type: number, n: number): string =>
  String.fromCharCode(type, n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);

const key = (name: string): string => String.fromCharCode(fixText | name.length) + name;
const number = (name: string, n: number): string => key(name) + head(number32, n);
const text = (name: string, of: string): string => key(name) + head(text32, of.length) + of;
const binary = (name: string, of: string): string => key(name) + head(binary32, of.length) + of;

/** @returns the message: its length, and a map of nine */
export function encodeRequest(request: RequestBytes): Buffer {
  const body =
    String.fromCharCode(fixMap | 9) +
    text('version', request.version) +
    number('pid', request.pid) +
    number('umask', request.umask) +
    number('open', request.open) +
    binary('stamp', request.stamp) +
    binary('args', request.args) +
    binary('env', request.env) +
    binary('cwd', request.cwd) +
    text('script', request.script);
  const message = Buffer.from(`0000${body}`, 'latin1');
  message.writeUInt32LE(body.length, 0);
  return message;
}
