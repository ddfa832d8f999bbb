throw Object.assign(new Error('with fields'), { code: 'ECODE', details: [1, 2] });
