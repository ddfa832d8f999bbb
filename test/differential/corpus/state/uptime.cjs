const { uptime } = process;
console.log(uptime() > 0 && uptime() < 5, process.uptime.name, process.kill.length, process.exit.length);
