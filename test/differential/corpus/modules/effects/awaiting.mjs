import './parts/above-awaiting.mjs';

console.log(process.env.AWAITED);
