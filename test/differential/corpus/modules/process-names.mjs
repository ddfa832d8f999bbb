// Imported by name from process: as they are in this run.
import process, { argv, exitCode, stdin, stdout } from 'node:process';
import { words } from './parts/process-names.mjs';

console.log(argv[2], argv === process.argv, exitCode, words());
console.log(stdin === process.stdin, stdout === process.stdout);
process.exitCode = 3;
