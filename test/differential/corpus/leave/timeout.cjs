setTimeout(() => console.log('never'), 100).unref();
