#!/bin/sh
# speedy_backend [interpreter options] -- queue record value ... [checking]
# Starts a backend and stays as its keeper: the only one who is told how it died.
self=$0
[ -L "$self" ] && self=$(readlink -f "$self")
here=${self%/*}

# The Node.js that speedy was installed with, else the one that built it, else any.
node='@NODE@'
case $here in
  */lib/node_modules/speedycgi/dist)
    [ -x "${here%/lib/node_modules/*}/bin/node" ] && node=${here%/lib/node_modules/*}/bin/node ;;
esac
[ -x "$node" ] || node=node

if [ "$1" = --off ]; then
  shift
  exec "$node" "$@"
fi
if [ "$1" = --check ]; then
  shift
  exec "$node" "$here/check.cjs" "$@"
fi

# What ends the backend, its own whole process group perhaps, must not end the keeper.
signals='INT TERM HUP QUIT USR1 USR2 ALRM PIPE'
trap '' $signals

# The main program goes where -- stands: behind the interpreter's options.
seen=
queue=
for argument do
  shift
  if [ "$seen" = yes ] && [ -z "$queue" ]; then queue=$argument; fi
  if [ "$argument" = -- ] && [ -z "$seen" ]; then
    seen=yes
    argument=$here/backend.cjs
  fi
  set -- "$@" "$argument"
done

# It would inherit what is ignored: a TERM before the interpreter is up would be lost.
(
  trap - $signals
  exec "$node" --experimental-vm-modules --experimental-import-meta-resolve "$@"
) &
exec </dev/null >/dev/null 2>&1
wait $!
status=$?
# A backend that leaves, or says itself how it ends, removes its socket before.
[ -S "${queue%/*}/$!" ] || exit 0
exec "$node" "$here/obituary.cjs" "$queue" $! "$status"
