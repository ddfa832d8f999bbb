process.env.FROM_MODULE ??= 'set by a module';
process.env.SET = 'overwritten';
