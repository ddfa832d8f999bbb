// lighttpd with mod_cgi: scripts get no PATH, and a request's body may be a file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { Site } from '../site.ts';
import { start } from '../start.ts';
import type { Running, Server } from './server.ts';

const PROGRAM = '/usr/sbin/lighttpd';

export const lighttpd: Server = {
  name: 'lighttpd',
  needs: [PROGRAM, '/usr/lib/lighttpd/mod_cgi.so'],
  async start(site): Promise<Running> {
    const port = await freePort();
    const file = join(site.dir, 'lighttpd.conf');
    writeFileSync(file, configuration(site, port));
    const command = [PROGRAM, '-D', '-f', file];
    const stop = await start(command, join(site.dir, 'lighttpd.out'), { port });
    return { origin: `http://127.0.0.1:${port}`, errorLog: join(site.dir, 'scripts.log'), stop };
  },
};

const configuration = ({ dir, docroot }: Site, port: number) => `
server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "${docroot}"
server.errorlog = "${dir}/error.log"
server.breakagelog = "${dir}/scripts.log"
server.upload-dirs = ( "${dir}" )
server.modules = ( "mod_cgi" )
$HTTP["url"] =~ "^/cgi-bin/" {
  cgi.assign = ( "" => "" )
}
`;
