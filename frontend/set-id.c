/* Refuses to run where set-user-ID or set-group-ID is in force: whoever the environment and the options
 * come from would choose a program that is executed as somebody else. */
#include <sys/auxv.h>

#include "speedy.h"

void refuse_set_id(void) {
  if (getauxval(AT_UID) != getauxval(AT_EUID)) fail(SET_ID, "user");
  if (getauxval(AT_GID) != getauxval(AT_EGID)) fail(SET_ID, "group");
}
