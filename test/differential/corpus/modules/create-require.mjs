import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
console.log(
  require('./parts/data.json'),
  require.main,
  require.resolve('./parts/part.cjs').length > 0,
);
