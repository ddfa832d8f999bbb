import './parts/sets-environment.mjs';

console.log(process.env.FROM_MODULE, process.env.SET);
