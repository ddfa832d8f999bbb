require('./parts/throws.cjs');
