/** The group key: who shares backends. frontend/group.c makes the same from the same. */
import { resolve } from 'node:path';
import { type OptionValues, options } from './options.ts';
import { startVariables } from './variables.ts';

/** FNV-1a with 128 bits, in four limbs of 32: the prime is 2^88 + 0x13b. */
export class Hash {
  private limbs = [0x6295c58d, 0x62b82175, 0x07bb0142, 0x6c62272e];

  /** @param bytes one character for each */
  add(bytes: string): void {
    let [a, b, c, d] = this.limbs as [number, number, number, number];
    for (let i = 0; i < bytes.length; i++) {
      a = (a ^ bytes.charCodeAt(i)) >>> 0;
      const low = a;
      const second = b;
      let sum = a * 0x13b;
      a = sum >>> 0;
      sum = b * 0x13b + Math.floor(sum / 2 ** 32);
      b = sum >>> 0;
      // The 2^88 of the prime: the two low limbs again, 88 bits further up.
      sum = c * 0x13b + Math.floor(sum / 2 ** 32) + ((low << 24) >>> 0);
      c = sum >>> 0;
      sum = d * 0x13b + Math.floor(sum / 2 ** 32) + (low >>> 8) + ((second << 24) >>> 0);
      d = sum >>> 0;
    }
    this.limbs = [a, b, c, d];
  }

  /** A NUL ends it, so that "a" "bc" is not "ab" "c". */
  addText(text: string): void {
    this.add(`${text}\0`);
  }

  /** @returns 32 hexadecimal digits */
  digest(): string {
    return this.limbs
      .map((limb) => limb.toString(16).padStart(8, '0'))
      .reverse()
      .join('');
  }
}

/** A user's processes may do more or less. */
export interface Privileges {
  /** The effective one. */
  readonly group: number;
  /** The supplementary ones, as the kernel lists them. */
  readonly groups: readonly number[];
  /** Whether it is set that no program can give more (no_new_privs). */
  readonly gainsNone: boolean;
}

/** All but the build that those who share backends have in common. */
export interface Sharing {
  /** Device and inode of the script, 16 bytes. */
  readonly identity: Buffer;
  /** The script as given, and the working directory, empty if that was removed. */
  readonly script: string;
  readonly directory: string;
  readonly privileges: Privileges;
  /** Bit n is set if descriptor n is one: libraries look when they are loaded. */
  readonly terminals: number;
  readonly values: OptionValues;
  readonly interpreter: readonly string[];
  readonly variables: NodeJS.ProcessEnv;
}

/** Node.js goes by the file that links lead to, perl by the name: "." and ".." alone are resolved. */
function addScript(hash: Hash, { identity, script, directory, values }: Sharing): void {
  hash.add(identity.toString('latin1'));
  if (values.Interpreter === 'perl') hash.addText(resolve('/', directory, script));
}

function addPrivileges(hash: Hash, { group, groups, gainsNone }: Privileges): void {
  for (const number of [group, Number(gainsNone), groups.length, ...groups]) {
    hash.addText(String(number));
  }
}

/**
 * @param build the build of speedy
 * @returns 32 hexadecimal digits
 */
export function groupKey(build: string, sharing: Sharing): string {
  const { values, privileges, terminals, interpreter, variables } = sharing;
  const hash = new Hash();
  hash.addText(build);
  if (values.Group === 'none') addScript(hash, sharing);
  else hash.addText(values.Group);
  addPrivileges(hash, privileges);
  hash.addText(String(terminals));
  for (const option of options) if (option.shapesBackend) hash.addText(values[option.name]);
  for (const option of interpreter) hash.addText(option);
  for (const name of startVariables) {
    if (variables[name] !== undefined) hash.addText(`${name}=${variables[name]}`);
  }
  return hash.digest();
}
