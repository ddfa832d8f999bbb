import { x from 'node:fs';
