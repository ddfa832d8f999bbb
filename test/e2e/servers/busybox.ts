// busybox httpd: the server of small machines. A script is run by its bare name, from its own
// directory, and shares the server's standard error.
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { start } from '../start.ts';
import type { Running, Server } from './server.ts';

const PROGRAM = '/bin/busybox';

export const busybox: Server = {
  name: 'busybox httpd',
  needs: [PROGRAM],
  async start({ dir, docroot }): Promise<Running> {
    const port = await freePort();
    const errorLog = join(dir, 'httpd.out');
    const command = [PROGRAM, 'httpd', '-f', '-p', `127.0.0.1:${port}`, '-h', docroot];
    const stop = await start(command, errorLog, { port });
    return { origin: `http://127.0.0.1:${port}`, errorLog, stop };
  },
};
