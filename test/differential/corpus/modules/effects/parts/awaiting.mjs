await null;
process.env.AWAITED = 'set behind an await';
process.on('exit', () => console.log('listener behind an await'));
