const names = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR2',
  'SIGWINCH',
  'SIGCONT',
  'SIGALRM',
];
for (const name of names) process.once(name, (...args) => console.log(...args));
let next = 0;
const timer = setInterval(() => {
  if (next === names.length) clearInterval(timer);
  else process.kill(process.pid, names[next++]);
}, 5);
