// A process of a shell without job control is in its parent's group; nothing may depend on it.
console.log(process.ppid > 0, process.pid > 0, process.uptime() > 0);
