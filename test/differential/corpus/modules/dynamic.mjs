const name = './parts/live.mjs';
const { increase } = await import(name);
console.log(typeof increase, (await import(name)).increase === increase);
try {
  await import('./not-there.mjs');
} catch ({ code, message }) {
  console.log(code, message);
}
