console.log('before');
throw new TypeError('thrown');
