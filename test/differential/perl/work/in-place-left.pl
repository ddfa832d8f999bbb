print defined $^I ? 'left' : 'not left', "\n";
$^I = '.bak';
