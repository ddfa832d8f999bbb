const timer = setInterval(() => console.log('tick'), 20);
timer.unref();
