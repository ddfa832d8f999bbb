#!/bin/sh
# speedy, the frontend for machines without a C compiler: frontend/speedy.ts in a node of its own.
# What a shell and node change when they start is handed over as it was: signals that are ignored or
# blocked, which descriptors are open, and, by a copy of this process, the environment.

# Many shells have given up what they got by set-user-ID; the others must not look for a node then.
refuse() {
  echo "speedy: @SET_ID_TRIED@: $1: @SET_ID_WHY@" >&2
  exit @SET_ID_STATUS@
}
while read -r key value effective _; do
  case $key in
    Uid:) [ "$value" = "$effective" ] || refuse user ;;
    Gid:) [ "$value" = "$effective" ] || refuse group ;;
    SigBlk:) blocked=$value ;;
    SigIgn:) ignored=$value; break ;;
  esac
done </proc/self/status

@FIND_NODE@

open=
for fd in 0 1 2; do
  # Where 2 is closed, bash has this file there.
  [ -e /proc/self/fd/$fd ] && ! [ /proc/self/fd/$fd -ef "$0" ] && open=$open$fd
done

# The copy stays until 8 is closed, by us or because we are killed: it reads from a pipe that nobody else
# writes to. Most shells have one for a here-document; else another process lends us its own.
exec 8<<END

END
if [ -p /proc/self/fd/8 ]; then
  exec 8<>/proc/self/fd/8
else
  lender=$(: | exec sleep 10 >/dev/null 2>&1 & echo $!)
  exec 8<>"/proc/$lender/fd/0"
  kill "$lender"
fi
copy=$(
  {
    exec </proc/self/fd/8 8>&- >/dev/null 2>&1
    while read -r _; do :; done
  } &
  echo $!
)

# What is set for the script's node doesn't act on this one.
unset @START_VARIABLES@ \
  NODE_CHANNEL_FD NODE_UNIQUE_ID NODE_TLS_REJECT_UNAUTHORIZED NODE_TEST_CONTEXT UV_USE_IO_URING
exec "$node" "$here/frontend.cjs" "$copy" "-$open" "$blocked" "$ignored" "$0" "$@"
