// A request over a connection of its own.
import { once } from 'node:events';
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request as send,
} from 'node:http';
import { buffer } from 'node:stream/consumers';

const ANSWER_MS = 30_000;

export interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Gets `url`; rejects if there is no whole answer. */
export function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return exchange(url, { headers });
}

/** Posts `body` to `url`; rejects if there is no whole answer. */
export function post(url: string, body: Buffer): Promise<Answer> {
  const headers = { 'content-type': 'application/octet-stream', 'content-length': body.length };
  return exchange(url, { method: 'POST', headers }, body);
}

/** Posts what a form has; rejects if there is no whole answer. */
export function postForm(
  url: string,
  fields: Record<string, string>,
  more: Record<string, string> = {},
): Promise<Answer> {
  const body = Buffer.from(String(new URLSearchParams(fields)));
  const type = 'application/x-www-form-urlencoded';
  const headers = { ...more, 'content-type': type, 'content-length': body.length };
  return exchange(url, { method: 'POST', headers }, body);
}

async function exchange(url: string, options: RequestOptions, body?: Buffer): Promise<Answer> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const request = send(url, { ...options, agent: false, signal }).end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { statusCode: status, headers } = response;
  return { status, headers, body: await buffer(response) };
}
