process.stdout.write('out\n');
process.stdout.cork();
process.stdout.write('stays in\n');
