// Pages as text, in which two runs of a program can be compared.
import { type Answer, get, postForm } from '../request.ts';
import type { Asked, Program } from './program.ts';

const HEADERS = ['content-type', 'content-encoding', 'location', 'set-cookie'];

/** Asks for them one by one; `url` is that of the program's folder. */
export async function pagesOf(
  program: Program,
  url: string,
  requests: Asked[],
): Promise<Map<Asked, string>> {
  const pages = new Map<Asked, string>();
  let cookie = '';
  for (const request of requests) {
    const answer = await ask(request, url, cookie);
    cookie = answer.headers['set-cookie']?.[0]?.replace(/;.*/, '') ?? cookie;
    pages.set(request, textOf(answer, program));
  }
  return pages;
}

function ask({ path, form, withCookie }: Asked, folder: string, cookie: string): Promise<Answer> {
  const headers = withCookie ? { cookie } : {};
  const url = `${folder}/${path}`;
  return form ? postForm(url, form, headers) : get(url, headers);
}

function textOf({ status, headers, body }: Answer, { vague = [], unordered }: Program): string {
  const head = HEADERS.map((name) => `${name}: ${headers[name]}`);
  const text = [`${status}`, ...head, '', body].join('\n');
  const certain = vague.reduce((masked, part) => masked.replace(part, '...'), text);
  return unordered === undefined ? certain : certain.replace(unordered, sorted);
}

const sorted = (lines: string) => lines.split('\n').sort().join('\n');
