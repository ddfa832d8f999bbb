const promise = Promise.reject(new Error('late'));
setTimeout(() => promise.catch(() => console.log('never')), 1);
