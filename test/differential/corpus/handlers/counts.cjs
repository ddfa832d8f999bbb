for (const name of process.eventNames()) {
  if (typeof name === 'string') console.log(name, process.listenerCount(name));
}
