process.on('uncaughtException', (error) => {
  console.log(error.message);
  process.exit(3);
});
setTimeout(() => console.log('never'), 20);
throw new Error('caught');
