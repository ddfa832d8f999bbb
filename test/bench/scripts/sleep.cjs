// Says which backend ran it, after as long as a small query takes.
setTimeout(() => console.log(process.pid), 10);
