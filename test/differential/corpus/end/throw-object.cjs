throw { code: 'ECODE', nested: { a: 1 } };
