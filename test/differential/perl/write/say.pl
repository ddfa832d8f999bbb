use feature 'say';
say 'one';
say for 1 .. 3;
say STDERR 'error';
local $\ = '!';
say 'with';
