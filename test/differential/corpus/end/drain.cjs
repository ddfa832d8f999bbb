setTimeout(() => console.log('timer'), 5);
