package Plain;
sub name { return __PACKAGE__ . ' ' . __FILE__ . ' ' . __LINE__ }
'true';
