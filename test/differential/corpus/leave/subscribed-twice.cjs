const { listener, channel } = require('./parts/subscribes.cjs');
channel.subscribe(listener);
channel.unsubscribe(listener);
channel.publish({ say: console.log });
