use lib 'parts';
require Plain;
print Plain::name(), ' ', $INC{'Plain.pm'}, "\n";
print require Plain, "\n";
