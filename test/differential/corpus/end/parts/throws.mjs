throw new Error('in a module');
