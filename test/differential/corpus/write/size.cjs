const { stdout, stderr } = process;
console.log(stdout.isTTY, stdout.columns, stdout.rows, stderr.isTTY, stderr.columns);
console.log(stdout.hasColors?.(), stdout.getColorDepth?.(), stdout.getWindowSize?.());
