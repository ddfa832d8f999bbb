/* The least that a program can be: what fork, exec and wait cost without any work. */
int main(void) { return 0; }
