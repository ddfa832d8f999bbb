console.log(process.getuid(), process.getegid(), process.getgroups().length);
