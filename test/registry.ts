// Whether npm's registry can be reached; under CI it must be.
import { spawnSync } from 'node:child_process';

const args = ['ping', '--fetch-retries=0', '--fetch-timeout=5000'];
const limit = 180_000;

export const hasRegistry = (): boolean =>
  Boolean(process.env.CI) || spawnSync('npm', args, { timeout: limit }).status === 0;
