import { createRequire } from 'node:module';
import { kind } from 'some';
import sub from 'some/sub';
import own from '#own';

console.log(own, kind, sub, createRequire(import.meta.url)('some').kind);
try {
  await import('some/not-exported');
} catch ({ code }) {
  console.log(code);
}
