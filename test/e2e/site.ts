// What a server serves: the scripts of test/scripts/cgi, in a temporary directory that is short
// (the kernel reads no more than 255 bytes of a `#!` line) and open to a server's own user.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

declare const ROOT: string;

const SCRIPTS = resolve(ROOT, 'test/scripts/cgi');
const SHEBANG_BYTES = 255;
// Longer than a request may take (request.ts): an answer that comes only when its backend leaves,
// since something there has kept a server's pipe, is one too late.
const IDLE_SECONDS = 60;

export interface Site {
  /** Configuration, logs and sockets. */
  dir: string;
  /** The document root; the scripts are in cgi-bin/ below it. */
  docroot: string;
  /** What the scripts give as -T: speedy's directories, one for each user, begin with this. */
  tmpBase: string;
  remove(): void;
}

export function makeSite(frontend: string): Site {
  const dir = mkdtempSync('/tmp/e2e-');
  const site = { dir, docroot: join(dir, 'doc'), tmpBase: join(dir, 'tmp/s') };
  chmodSync(dir, 0o755);
  makeDirectory(site.docroot, 0o755);
  makeDirectory(join(dir, 'tmp'), 0o1777);
  installScripts(join(site.docroot, 'cgi-bin'), shebang(frontend, site.tmpBase));
  return { ...site, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

// Servers pass on none of our environment: the options stand in the line itself.
function shebang(frontend: string, tmpBase: string): string {
  const line = `#!${frontend} -- -T${tmpBase} -t${IDLE_SECONDS}`;
  if (Buffer.byteLength(line) > SHEBANG_BYTES) throw new Error(`too long for the kernel: ${line}`);
  return line;
}

function installScripts(target: string, firstLine: string): void {
  makeDirectory(target, 0o755);
  for (const name of readdirSync(SCRIPTS)) {
    const text = readFileSync(join(SCRIPTS, name), 'utf8');
    writeFileSync(join(target, name), text.replace(/^#!\/usr\/bin\/speedy$/m, firstLine));
    chmodSync(join(target, name), 0o755);
  }
}

// mkdir's own mode is subject to the umask.
function makeDirectory(path: string, mode: number): void {
  mkdirSync(path);
  chmodSync(path, mode);
}
