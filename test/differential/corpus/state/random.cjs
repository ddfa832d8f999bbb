console.log(Math.random() !== Math.random(), crypto.randomUUID() !== crypto.randomUUID());
