/* Numbers as text, without stdio. */
#include "speedy.h"

char *put_decimal(char *to, unsigned long number) {
  char digit[20];
  int count = 0;
  do digit[count++] = (char)('0' + number % 10);
  while (number /= 10);
  while (count > 0) *to++ = digit[--count];
  *to = 0;
  return to;
}
