package Exporting;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(exported other $variable);
our %EXPORT_TAGS = (all => \@EXPORT_OK);
our $variable = 'variable';
sub exported { 'exported' }
sub other { 'other' }
1;
