async function main() {
  console.log(typeof (await import('./parts/live.mjs')).increase);
  console.log((await import('./parts/data.json', { with: { type: 'json' } })).default);
  console.log((await import('./parts/part.cjs')).default.main);
  await import('./not-there.mjs').catch(({ code, message }) => console.log(code, message));
}
main();
