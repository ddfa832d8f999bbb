{ use bytes; print length "\x{263a}", "\n" }
print utf8::is_utf8("\x{263a}") ? 'characters' : 'bytes', ' ', utf8::is_utf8("\xe4") ? 'characters' : 'bytes', "\n";
