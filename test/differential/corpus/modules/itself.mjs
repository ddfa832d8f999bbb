const self = await import(import.meta.url);
export const value = 5;
console.log(Object.keys(self));
