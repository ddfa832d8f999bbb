require('node:fs').readFile('/dev/stdin', 'latin1', (error, text) => {
  console.log(error?.code, text);
});
