process.exit(NaN);
