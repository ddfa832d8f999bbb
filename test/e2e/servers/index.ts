// All of them.
import { apacheEvent, apachePrefork } from './apache.ts';
import { busybox } from './busybox.ts';
import { lighttpd } from './lighttpd.ts';
import { nginx } from './nginx.ts';
import type { Server } from './server.ts';

export const servers: Server[] = [apacheEvent, apachePrefork, lighttpd, nginx, busybox];
