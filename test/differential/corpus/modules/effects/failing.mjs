try {
  await import('./parts/failing.mjs');
} catch ({ message }) {
  console.log(message);
}
