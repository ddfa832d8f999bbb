require './parts/requires.pl';
