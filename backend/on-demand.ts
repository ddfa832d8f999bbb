/** Modules of Node.js that take a good part of a millisecond to load: not every backend needs them. */

export const inspector = () => require('node:inspector') as typeof import('node:inspector');
export const v8 = () => require('node:v8') as typeof import('node:v8');
