console.log(process.title);
process.title = 'another';
console.log(process.title);
