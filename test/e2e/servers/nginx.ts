// nginx, which runs no scripts itself, with fcgiwrap, which does; -f sends their standard error
// through nginx to its log. Each fcgiwrap is a process of its own: those that it forks (-c) would
// outlive it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { Site } from '../site.ts';
import { type Stop, start } from '../start.ts';
import type { Running, Server } from './server.ts';

const PROGRAM = '/usr/sbin/nginx';
const FCGIWRAP = '/usr/sbin/fcgiwrap';
const PARAMS = '/etc/nginx/fastcgi_params';
const WRAPPERS = 8;

export const nginx: Server = {
  name: 'nginx with fcgiwrap',
  needs: [PROGRAM, FCGIWRAP, PARAMS],
  async start(site): Promise<Running> {
    const started: Stop[] = [];
    const stop = async () => void (await Promise.all(started.map((end) => end())));
    try {
      for (const path of sockets(site)) started.push(await startWrapper(site, path));
      const port = await freePort();
      started.push(await startNginx(site, port));
      return { origin: `http://127.0.0.1:${port}`, errorLog: errorLog(site), stop };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};

function startWrapper({ dir }: Site, path: string): Promise<Stop> {
  return start([FCGIWRAP, '-f', '-s', `unix:${path}`], join(dir, 'fcgiwrap.out'), { path });
}

function startNginx(site: Site, port: number): Promise<Stop> {
  const file = join(site.dir, 'nginx.conf');
  writeFileSync(file, configuration(site, port));
  const command = [PROGRAM, '-c', file, '-e', errorLog(site)];
  return start(command, join(site.dir, 'nginx.out'), { port });
}

const errorLog = ({ dir }: Site) => join(dir, 'error.log');
const sockets = ({ dir }: Site) => Array.from({ length: WRAPPERS }, (_, n) => `${dir}/fcgi${n}`);
const user = process.getuid?.() === 0 ? 'user root;' : '';

const configuration = (site: Site, port: number) => `
daemon off;
${user}
worker_processes 1;
pid ${site.dir}/nginx.pid;
error_log ${errorLog(site)};
events { worker_connections 256; }
http {
  access_log off;
  client_max_body_size 2m;
  client_body_temp_path ${site.dir}/client_body;
  proxy_temp_path ${site.dir}/proxy;
  fastcgi_temp_path ${site.dir}/fastcgi;
  uwsgi_temp_path ${site.dir}/uwsgi;
  scgi_temp_path ${site.dir}/scgi;
  upstream wrappers {
    ${sockets(site)
      .map((path) => `server unix:${path};`)
      .join('\n    ')}
  }
  server {
    listen 127.0.0.1:${port};
    root ${site.docroot};
    location /cgi-bin/ {
      fastcgi_split_path_info ^(/cgi-bin/[^/]+)(/.*)$;
      include ${PARAMS};
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param PATH_INFO $fastcgi_path_info;
      fastcgi_pass wrappers;
    }
  }
}
`;
