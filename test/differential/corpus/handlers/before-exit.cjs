let times = 0;
process.on('beforeExit', (code) => {
  console.log('before', code);
  if (times++ < 2) setTimeout(() => console.log('again'), 1);
});
process.on('exit', (code) => console.log('exit', code));
