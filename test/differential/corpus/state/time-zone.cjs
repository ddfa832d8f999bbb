const date = new Date(Date.UTC(2020, 0, 1, 12));
console.log(date.getHours(), process.env.TZ);
process.env.TZ = 'Asia/Tokyo';
console.log(date.getHours());
