import { createHash, generateKeyPair, pbkdf2, randomBytes, scrypt, sign, verify, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
console.log((await promisify(pbkdf2)('secret', 'salt', 1000, 16, 'sha256')).toString('hex'));
console.log((await promisify(scrypt)('secret', 'salt', 16)).toString('hex'));
const { privateKey, publicKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
const data = await promisify(randomBytes)(1000);
console.log(verify('sha256', data, publicKey, sign('sha256', data, privateKey)));
const digest = await webcrypto.subtle.digest('SHA-256', Buffer.from('text'));
console.log(Buffer.from(digest).equals(createHash('sha256').update('text').digest()));
