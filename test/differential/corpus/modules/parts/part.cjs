exports.parent = module.parent?.filename.slice(require('node:path').dirname(__dirname).length);
exports.main = require.main?.filename.slice(require('node:path').dirname(__dirname).length);
