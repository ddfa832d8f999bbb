use English qw(-no_match_vars);
print $PROGRAM_NAME eq $0 ? 'same' : 'other', ' ', $PID == $$ ? 'same' : 'other', ' ', $OUTPUT_AUTOFLUSH, "\n";
$OUTPUT_FIELD_SEPARATOR = '-';
print 1, 2; print "\n";
