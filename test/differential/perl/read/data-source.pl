seek DATA, 0, 0;
print 'source: ', scalar <DATA>;
local $/;
print length <DATA>, "\n";
__END__
x
