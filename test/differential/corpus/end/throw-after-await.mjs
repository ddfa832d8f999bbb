await undefined;
throw new Error('after an await');
