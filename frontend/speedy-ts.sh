#!/bin/sh
# speedy, the frontend for machines without a C compiler: frontend/speedy.ts in a node of its own.
# What a shell and node change when they start is handed over as it was: signals that are ignored or
# blocked, which descriptors are open, and, by a copy of this process, the environment.
@FIND_NODE@
while read -r key value; do
  case $key in
    SigBlk:) blocked=$value ;;
    SigIgn:) ignored=$value; break ;;
  esac
done </proc/self/status

open=
for fd in 0 1 2; do [ -e /proc/self/fd/$fd ] && open=$open$fd; done

# The copy stays until 8 is closed: it reads from a pipe that nobody writes to.
exec 9<<END 8>/proc/self/fd/9
END
(read -r _ <&9) 8>&- >/dev/null 2>&1 &

# What is set for the script's node doesn't act on this one.
unset @START_VARIABLES@ \
  NODE_CHANNEL_FD NODE_UNIQUE_ID NODE_TLS_REJECT_UNAUTHORIZED NODE_TEST_CONTEXT UV_USE_IO_URING
exec "$node" "$here/frontend.cjs" "$!" "-$open" "$blocked" "$ignored" "$@" 9<&-
