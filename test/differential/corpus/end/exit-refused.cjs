try {
  process.exit('zz');
} catch {}
setTimeout(() => {
  throw new Error();
}, 2);
