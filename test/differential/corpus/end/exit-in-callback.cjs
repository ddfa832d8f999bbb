setTimeout(() => {
  console.log('in');
  process.exit(5);
}, 2);
setTimeout(() => console.log('never'), 3);
