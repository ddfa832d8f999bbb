process.stdout.cork();
process.stdout.write('one ');
process.stdout.write('two\n');
process.nextTick(() => process.stdout.uncork());
