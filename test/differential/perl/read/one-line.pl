print scalar <STDIN> // 'nothing';
