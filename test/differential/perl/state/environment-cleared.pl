print "$ENV{SET} $ENV{WORD}\n";
%ENV = ();
print scalar(keys %ENV), "\n";
print `/bin/echo "<\$SET>"`;
