// A request that comes in pieces, the very first bytes too: it is read as it was sent.
import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { after, test } from 'node:test';
import { recordedRequest } from '../frontend/recorded-request.ts';
import { frontends } from '../frontends.ts';
import { framed } from '../security/hostile.ts';
import { connectToBackend, refusal, sendPart } from './sent.ts';
import { Ward } from './ward.ts';

const ward = new Ward();
after(() => ward.close());

const [{ program }] = frontends as [(typeof frontends)[0]];
const { body } = await recordedRequest(ward, program);
/** Sent one by one; the rest in one piece. */
const few = 6;

test('a request that comes byte by byte is read as it was sent', async () => {
  const backend = await ward.served(program, ['--', '-gpieces']);
  const input = openSync('/dev/null', 'r');
  const fd = connectToBackend(ward, backend);
  const message = framed(body);
  for (let i = 0; i < few; i++) {
    await sendPart(fd, message.subarray(i, i + 1), i === 0 ? [input, input, input] : []);
  }
  await sendPart(fd, message.subarray(few));
  // It is understood, and its sender is none that the backend serves.
  assert.match(await refusal(ward), /^process \d+ is not the one that is served$/);
  for (const one of [fd, input]) closeSync(one);
  assert.equal(await ward.served(program, ['--', '-gpieces']), backend);
});
