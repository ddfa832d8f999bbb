const { execSync } = require('node:child_process');
console.log(process.argv.at(-1), process.env.BYTES, Buffer.from(process.argv.at(-1)));
console.log(execSync('printf %s "$BYTES" | od -An -tx1').toString());
