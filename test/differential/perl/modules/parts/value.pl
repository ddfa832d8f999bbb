our $word = $ENV{WORD};
"value $word " . (caller)[1];
