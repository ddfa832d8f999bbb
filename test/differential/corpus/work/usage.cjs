const { systemCPUTime, userCPUTime, maxRSS } = process.resourceUsage();
const { user, system } = process.cpuUsage();
console.log(systemCPUTime + userCPUTime < 5e6, maxRSS > 1000, user + system < 5e6);
for (let end = Date.now() + 30; Date.now() < end; );
console.log(process.cpuUsage({ user, system }).user > 0, process.ppid > 1, process.pid !== process.ppid);
