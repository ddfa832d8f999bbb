#!/usr/bin/speedy
// Not found, in TypeScript, with a header of its own and two of one name.
const head: string[] = [
  'Status: 404 Not Found',
  'Content-Type: text/plain',
  'X-Speedy-Test: some value',
  'Set-Cookie: a=1; Path=/',
  'Set-Cookie: b=2; Path=/',
];
console.log(`${head.join('\r\n')}\r\n\r\nno such thing`);
