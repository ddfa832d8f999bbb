process.once('beforeExit', async () => {
  await undefined;
  console.log('reaction');
});
