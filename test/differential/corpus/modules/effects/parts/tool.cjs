exports.main = () => require('./subcommand.cjs');
