# perl -Mstrict -MList::Util=sum
print sum(1, 2, 3), "\n";
print eval '$undeclared = 1' ? 'lax' : $@ =~ /Global symbol/ ? 'strict' : $@, "\n";
