const registry = new FinalizationRegistry(() => console.log('never'));
registry.register({}, 1);
