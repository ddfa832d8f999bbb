console.log(typeof Error.prepareStackTrace);
Error.prepareStackTrace = (error, sites) => `${error.message} ${sites.length > 0}`;
console.log(new Error('own').stack);
