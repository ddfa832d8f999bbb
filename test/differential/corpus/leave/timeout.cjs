setTimeout(() => console.log('never'), 5).unref();
