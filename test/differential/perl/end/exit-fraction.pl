exit 2.9;
