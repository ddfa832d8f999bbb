console.log(process.getMaxListeners());
process.setMaxListeners(99);
