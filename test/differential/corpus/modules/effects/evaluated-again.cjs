require('./parts/adds-listener.cjs');
delete require.cache[require.resolve('./parts/adds-listener.cjs')];
require('./parts/adds-listener.cjs');
