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
for fd in 0 1 2; do
  # Where 2 is closed, bash has this file there.
  [ -e /proc/self/fd/$fd ] && ! [ /proc/self/fd/$fd -ef "$0" ] && open=$open$fd
done

# The copy stays until 8 is closed: it reads from a pipe that nobody else writes to. Not every shell
# has a pipe for a here-document, so it is that of the copy's input. The copy holds the writing end,
# too, until a line tells that we have it; with its old output closed, it is there for us to open.
copy=$(
  : | {
    exec >/proc/self/fd/0 2>/dev/null
    read -r _
    exec >/dev/null
    read -r _
  } &
  echo $!
)
exec 8>"/proc/$copy/fd/0"
echo >&8

# What is set for the script's node doesn't act on this one.
unset @START_VARIABLES@ \
  NODE_CHANNEL_FD NODE_UNIQUE_ID NODE_TLS_REJECT_UNAUTHORIZED NODE_TEST_CONTEXT UV_USE_IO_URING
exec "$node" "$here/frontend.cjs" "$copy" "-$open" "$blocked" "$ignored" "$@"
