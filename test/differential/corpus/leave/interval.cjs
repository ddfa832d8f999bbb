const timer = setInterval(() => console.log('tick'), 1);
timer.unref();
