use Math::BigInt; use Math::Trig; use Math::BigFloat;
print Math::BigInt->new('123456789012345678901234567890')->bmul(2), ' ', sprintf('%.4f', pi), ' ', Math::BigFloat->new('0.1')->badd('0.2'), "\n";
