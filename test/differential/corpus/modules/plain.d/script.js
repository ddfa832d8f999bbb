console.log(typeof require, require.main === module);
