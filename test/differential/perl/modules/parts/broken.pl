this is broken (;
