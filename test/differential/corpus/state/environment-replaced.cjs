console.log(process.env.SET);
process.env = { SET: 'replaced' };
console.log(process.env.SET);
