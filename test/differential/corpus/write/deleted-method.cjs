console.log(typeof console.debug, typeof process.uptime);
delete console.debug;
delete process.uptime;
