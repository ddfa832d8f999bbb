my @lines = `printf 'one\ntwo\n'`;
print scalar(@lines), ' ', $?, ' ', qx(echo "\$WORD"), ' ', `exit 4` // '', $? >> 8, "\n";
