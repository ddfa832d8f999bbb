for (const name of ['stdin', 'stdout', 'stderr']) {
  console.log(name, Object.keys(process[name]).join());
}
