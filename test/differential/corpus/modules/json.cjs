console.log(require('./parts/data.json'));
