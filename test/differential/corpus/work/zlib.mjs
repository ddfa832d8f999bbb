import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
const data = Buffer.alloc(300_000, 'some text, again and again; ');
const all = await Promise.all(['gzip', 'deflate', 'brotliCompress'].map((name) => promisify(zlib[name])(data)));
console.log(all.map(({ length }) => length > 0).join());
console.log((await promisify(zlib.gunzip)(all[0])).equals(data), zlib.inflateSync(all[1]).equals(data));
