use lib 'parts';
use WithData;
print WithData::lines();
print <DATA>;
__END__
of main
