const has = () => process.getActiveResourcesInfo().includes('Timeout');
console.log(has());
setTimeout(() => console.log(has()), 1);
setTimeout(() => {}, 2);
