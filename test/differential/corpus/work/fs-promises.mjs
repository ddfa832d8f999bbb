import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
const folder = await mkdtemp(join(tmpdir(), 'corpus-'));
await Promise.all(Array.from({ length: 50 }, (_, i) => writeFile(join(folder, `${i}`), 'x'.repeat(i))));
const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
console.log(texts.length, texts.join('').length);
await rm(folder, { recursive: true });
