const { systemCPUTime, userCPUTime, maxRSS } = process.resourceUsage();
const { user, system } = process.cpuUsage();
console.log(systemCPUTime + userCPUTime < 5e6, maxRSS > 1000, user + system < 5e6);
const used = () => process.cpuUsage({ user, system }).user;
for (const end = Date.now() + 10_000; used() === 0 && Date.now() < end; );
console.log(used() > 0, process.ppid > 1, process.pid !== process.ppid);
