use Text::Wrap;
use Text::ParseWords;
use Text::Abbrev;
local $Text::Wrap::columns = 20;
print wrap('', '  ', 'a long line of text that is to be wrapped'), "\n", join('|', shellwords(q(a "b c" d\ e))), "\n";
