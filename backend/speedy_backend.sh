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
  interpreter=$2
  shift 2
  # By a name without "perl" in it: else perl starts what the #! line names, and that is speedy.
  [ "$interpreter" = perl ] &&
    exec perl -e 'exec { "perl" } "speedy", @ARGV; die "perl: $!\n"' -- "$@"
  exec "$node" "$@"
fi
if [ "$1" = --check ]; then
  shift
  exec "$node" "$here/check.cjs" "$@"
fi
if [ "$1" = --overtime ]; then
  shift
  exec "$node" "$here/overtime.cjs" "$@"
fi
if [ "$1" = --admin ]; then
  shift
  exec "$node" "$here/admin.cjs" "$@"
fi

# What ends the backend, its own whole process group perhaps, must not end the keeper.
signals='INT TERM HUP QUIT USR1 USR2 ALRM PIPE'
trap '' $signals

queue=
interpreter=node
fresh=0
position=0
for argument do
  case $position in
    1) queue=$argument ;;
    @INTERPRETER@) interpreter=$argument ;;
    @FRESH@) fresh=$argument ;;
  esac
  if [ $position -gt 0 ] || [ "$argument" = -- ]; then position=$((position + 1)); fi
done

# Perl's main program is the script, which takes the place of another one.
if [ "$interpreter" = perl ]; then
  if ! command -v perl >/dev/null; then
    echo 'speedy_backend: there is no perl: install the package perl' >&2
    exit 1
  fi
  main=$here/perl/backend.pl
else
  main=$here/boot.cjs
fi

# Those that make another program of the script, or of perl.
refuse_option() {
  case $1 in
    -[MmICDl0]* | --*) return ;;
    -*[npiaFxsSeEcdhuvV]*) ;;
    *) return ;;
  esac
  echo "speedy_backend: $1: this option of perl can't be used" >&2
  exit 1
}

if [ -n "$SPEEDY_PARENT" ]; then
  # Of what started it, which is forked: this one isn't.
  LD_PRELOAD=${LD_PRELOAD#"$here/forkable.so"}
  LD_PRELOAD=${LD_PRELOAD#:}
fi

# In a process of its own: the keeper's command line stays as it is, and says how a backend is started.
start() {
  # The main program goes where -- stands: behind the interpreter's options.
  seen=
  for argument do
    shift
    if [ "$interpreter" = perl ] && [ -z "$seen" ]; then refuse_option "$argument"; fi
    if [ "$argument" = -- ] && [ -z "$seen" ]; then
      seen=yes
      argument=$main
      [ "$interpreter" = perl ] && set -- "$@" -n
    fi
    set -- "$@" "$argument"
  done
  [ "$interpreter" = perl ] && exec perl "-I$here/perl" -MSpeedy::Backend "$@"
  # A parent is forked: V8 must have no threads, and leave its heap to the children. It learns of each
  # function from its first call on: there are few rehearsals, and no time for that in a child.
  if [ "$fresh" = 1 ] && [ -z "$SPEEDY_PARENT" ]; then
    set -- --single-threaded --v8-pool-size=1 --min-semi-space-size=16 --no-memory-reducer \
      --no-lazy-feedback-allocation "$@"
    [ -f "$here/forkable.so" ] && export LD_PRELOAD="$here/forkable.so${LD_PRELOAD:+:$LD_PRELOAD}"
  fi
  exec "$node" --experimental-vm-modules --experimental-import-meta-resolve "$@"
}

# It would inherit what is ignored: a TERM before the interpreter is up would be lost.
(
  trap - $signals
  start "$@"
) &
exec </dev/null >/dev/null 2>&1
if [ "$interpreter" = perl ]; then
  unset PERL5OPT
  exec perl "-I$here/perl" -MSpeedy::Keeper -e 'Speedy::Keeper::keep(@ARGV)' "$queue" $! "$0" "$@"
fi
wait $!
status=$?
# A backend that leaves, or says itself how it ends, removes its socket before.
[ -S "${queue%/*}/$!" ] || exit 0
exec "$node" "$here/obituary.cjs" "$queue" $! "$status"
