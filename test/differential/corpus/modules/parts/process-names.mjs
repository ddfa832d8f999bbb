import { argv } from 'process';

export const words = () => argv.slice(2);
