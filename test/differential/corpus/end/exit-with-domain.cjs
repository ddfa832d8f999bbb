require('node:domain');
process.exit(2);
