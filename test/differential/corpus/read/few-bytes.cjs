const { readSync } = require('node:fs');
const bytes = Buffer.alloc(5);
try {
  console.log(readSync(0, bytes), String(bytes));
} catch (error) {
  console.log(error.code);
}
