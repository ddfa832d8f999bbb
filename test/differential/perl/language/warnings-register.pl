package Lib;
use warnings::register;
sub old { warnings::warnif('deprecated', 'old is deprecated') }
sub own { warnings::warnif('own warning') }
package main;
use warnings;
Lib::old(); Lib::own();
no warnings 'Lib';
Lib::own();
