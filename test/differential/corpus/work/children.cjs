const { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } = require('node:child_process');
if (process.argv[2] === 'forked') {
  process.on('message', (text) => { process.send(`${text} back`); process.disconnect(); });
} else {
  console.log(execSync('echo sync; exit 0').toString().trim(), spawnSync('sh', ['-c', 'kill -9 $$']).signal);
  console.log(execFileSync(process.execPath, ['-p', 'process.argv.length']).toString().trim());
  exec('echo out; echo err >&2; exit 3', (error, out, err) => {
    console.log(error.code, out.trim(), err.trim());
    execFile('true', () => {
      spawn('sh', ['-c', 'echo inherited'], { stdio: 'inherit' }).on('exit', (code) => {
        console.log(code);
        const child = fork(__filename, ['forked'], { serialization: 'advanced' });
        child.on('message', console.log).on('exit', (...end) => {
          console.log(...end);
          const detached = spawn('sh', ['-c', 'cat; exit 4'], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
          detached.stdout.on('data', (data) => console.log(`${data}`));
          detached.on('close', console.log);
          detached.stdin.end('through');
        });
        child.send('there and');
      });
    });
  });
}
