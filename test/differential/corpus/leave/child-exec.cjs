require('node:child_process')
  .exec('echo $0 $SET; cat', (error, out, err) => {
    console.log(error, out, err);
  })
  .stdin.end('input');
