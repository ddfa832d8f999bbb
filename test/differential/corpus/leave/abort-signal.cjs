AbortSignal.timeout(300).onabort = () => console.log('never');
