/** What is random is so in each child anew: nothing that the parent has made in advance is given. */
import { declare } from '../../shared/libc.ts';
import { say } from '../log.ts';

const calls = {
  find: declare('int find_random(double given)'),
  renew: declare('void renew_random()'),
};
/** OpenSSL begins anew by itself, but this has made numbers in advance. */
const cryptoRandom = 'NativeModule internal/crypto/random';
/** So many crypto.randomUUID() makes at once. */
const uuids = 128;

const list = (process as unknown as { moduleLoadList: string[] }).moduleLoadList;
let isSought = false;
/** Those of crypto.randomInt(). */
let integers: Buffer | undefined;

function findGenerator(): void {
  isSought = true;
  if (calls.find(Math.random()) === 0) say('Math.random() gives the same in all fresh runs');
}

/** @returns the buffer that it reads them from */
function findIntegers(): Buffer | undefined {
  const { prototype } = Buffer;
  const { readUIntBE } = prototype;
  let found: Buffer | undefined;
  prototype.readUIntBE = function (this: Buffer, offset: number, size: number) {
    found = this;
    return readUIntBE.call(this, offset, size);
  };
  process.getBuiltinModule('node:crypto').randomInt(2);
  prototype.readUIntBE = readUIntBE;
  return found;
}

/** In the parent, before it forks. */
export function findRandom(): void {
  if (!isSought) findGenerator();
  if (list.includes(cryptoRandom)) integers ??= findIntegers();
}

/** In a child. */
export function renewRandom(): void {
  calls.renew();
  if (integers === undefined) return;
  const { randomFillSync, randomUUID } = process.getBuiltinModule('node:crypto');
  randomFillSync(integers);
  for (let i = 0; i < uuids; i++) randomUUID(); // those that are left then were made here
}
