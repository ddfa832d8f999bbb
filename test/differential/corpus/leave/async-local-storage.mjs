import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage();
console.log(storage.getStore());
storage.enterWith(process.argv[2]);
await undefined;
console.log(storage.getStore());
setTimeout(() => console.log(storage.getStore()), 1);
