try {
  console.log(require('node:fs').readFileSync(0, 'utf8'));
} catch (error) {
  console.log(error.code);
}
