try {
  console.log(require('node:fs').readFileSync('/dev/stdin', 'utf8'));
} catch (error) {
  console.log(error.code);
}
