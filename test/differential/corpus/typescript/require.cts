import { join } from 'node:path';
import part = require('./parts/common.cts');

console.log(part.value, join('a', 'b'), require.main === module, __filename.endsWith('require.cts'));
