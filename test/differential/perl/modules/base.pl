use lib 'parts';
package Child;
use parent 'Plain';
package main;
print Child->can('name') ? 'inherits' : 'no', "\n";
