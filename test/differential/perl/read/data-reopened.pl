open DATA, '<', 'parts/one.txt';
print <DATA>;
__DATA__
not this
