// Apache httpd. With threads it starts scripts through a daemon and speaks to them over one socket,
// which is their standard input and output (mod_cgid); with processes, itself, over pipes (mod_cgi).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { Site } from '../site.ts';
import { start } from '../start.ts';
import type { Running, Server } from './server.ts';

const PROGRAM = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';

export const apacheEvent = apache('event', 'cgid');
export const apachePrefork = apache('prefork', 'cgi');

function apache(mpm: string, cgi: string): Server {
  const modules = [`mpm_${mpm}`, cgi, 'authz_core'];
  const files = modules.map((name) => join(MODULES, `mod_${name}.so`));
  const load = modules.map((name, index) => `LoadModule ${name}_module ${files[index]}`);
  return {
    name: `Apache, mpm_${mpm} with mod_${cgi}`,
    needs: [PROGRAM, ...files],
    start: (site) => startApache(site, load.join('\n')),
  };
}

async function startApache(site: Site, load: string): Promise<Running> {
  const port = await freePort();
  const file = join(site.dir, 'apache.conf');
  const errorLog = join(site.dir, 'error.log');
  writeFileSync(file, configuration(site, port, load));
  const command = [PROGRAM, '-D', 'FOREGROUND', '-f', file];
  const stop = await start(command, join(site.dir, 'apache.out'), { port });
  return { origin: `http://127.0.0.1:${port}`, errorLog, stop };
}

// Its workers refuse to be root.
const user = process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : '';

const configuration = ({ dir, docroot }: Site, port: number, load: string) => `
ServerRoot ${dir}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${dir}/apache.pid
DefaultRuntimeDir ${dir}
Mutex file:${dir} default
ErrorLog ${dir}/error.log
${user}
${load}
<IfModule cgid_module>
  ScriptSock ${dir}/cgid.sock
</IfModule>
DocumentRoot ${docroot}
<Location /cgi-bin/>
  SetHandler cgi-script
  Options +ExecCGI
</Location>
`;
