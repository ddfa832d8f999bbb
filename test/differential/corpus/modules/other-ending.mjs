for (const name of ['./parts/text.txt', './parts', './parts/without-ending']) {
  await import(name).then(Object.keys, ({ code }) => code).then(console.log);
}
