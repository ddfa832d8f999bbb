// What the tests know of a web server.

import type { Site } from '../site.ts';
import type { Stop } from '../start.ts';

export interface Server {
  name: string;
  /** The files that must be there, as Debian installs them. */
  needs: string[];
  start(site: Site): Promise<Running>;
}

export interface Running {
  /** As in http://127.0.0.1:8080 */
  origin: string;
  /** The file where a script's standard error ends up. */
  errorLog: string;
  stop: Stop;
}
