die 'while it is loaded';
