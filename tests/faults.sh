#!/usr/bin/env bash
# Stops a build at every system call that writes, and lets such calls fail: afterwards the output is the
# old tree or the new one, whole; the sources and the user's own file are as they were; and the next build
# is the new tree, with nothing left beside it.
#
#   CPDFOLIO_BIN=target/debug/cpdfolio bash tests/faults.sh [SECONDS]
#
# Where the time (two minutes) is too short for every call, calls are taken in even steps.
set -uo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
bin=$(realpath "${CPDFOLIO_BIN:-target/debug/cpdfolio}") || exit 2
budget=${1:-120}
command -v strace >/dev/null || { echo "strace is needed" >&2; exit 2; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
site=$work/site calls=openat,openat2,write,mkdirat,linkat,symlinkat,renameat,renameat2,unlinkat,fsync,fchmod,flock
points=0 failed=0

entry() { # NAME WORDS
  printf -- '---\ntitle: %s\ndate: 2026-03-04\nhours: 2h\n---\n%s\n' "$1" "$2" >"$site/content/activities/$1.md"
}
# One thread: the n-th call of a run is the same call each time.
build() { { (cd "$site" && RAYON_NUM_THREADS=1 "$@" "$bin" build --audience private --as-of 2026-11-21 >"$work/told" 2>&1); } 2>/dev/null; }
tree() { (cd "$1" 2>/dev/null && find . -type f -print0 | sort -z | xargs -0 sha256sum 2>/dev/null | sha256sum); }
sources() { (cd "$site" && find . -path ./private -prune -o -path './.*.cpdfolio-*' -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum); }
beside() { find "$site" -maxdepth 1 -name '.*cpdfolio*'; }

mkdir -p "$site/content/activities" "$site/evidence"
printf 'schema: cpdfolio.site/1\ntitle: T\nguidance: false\nmember: {name: Sam}\npolicies: [{id: iet}]\n' >"$site/cpdfolio.yaml"
entry one old; entry two same; entry gone old
build || { cat "$work/told"; exit 1; }
echo mine >"$site/private/mine.txt"
cp -a "$site/private" "$work/old"
rm "$site/content/activities/gone.md"
entry one new; entry new new
echo x >"$site/evidence/x.txt"
printf -- '---\ntitle: Shown\ndate: 2026-03-05\nhours: 1h\nevidence: [evidence/x.txt]\n---\n' >"$site/content/activities/shown.md"
build || { cat "$work/told"; exit 1; }
cp -a "$site/private" "$work/new"
rm "$site/private/mine.txt"
cp -a "$site/private" "$work/first"
old=$(tree "$work/old") new=$(tree "$work/new") first=$(tree "$work/first") own=$(sources)
[[ $old != "$new" ]] || exit 1

reset() { # old, or nothing
  rm -rf "$site/private" "$site"/.*cpdfolio-*
  [[ $1 == nothing ]] || cp -a "$work/old" "$site/private"
}
wrong() { failed=$((failed + 1)); echo "FAILED: $*"; head -3 "$work/told"; }

# after FROM WHAT CODE: looks at what a disturbed build has left, and builds again.
after() {
  local from=$1 what=$2 code=$3 now want=$new
  points=$((points + 1))
  [[ $from == nothing ]] && want=$first
  now=none
  [[ -e $site/private ]] && now=$(tree "$site/private")
  if [[ $now != "$want" ]] && ! { [[ $from == old && $now == "$old" ]] || [[ $from == nothing && $now == none ]]; }; then
    wrong "$what: neither the old tree nor the new"
  elif [[ $code == 0 && $now != "$want" ]]; then
    wrong "$what: it claims to have succeeded"
  elif [[ $(sources) != "$own" ]]; then
    wrong "$what: a source was touched"
  elif ! build; then
    wrong "$what: the next build fails"
  elif [[ $(tree "$site/private") != "$want" ]]; then
    wrong "$what: the next build is not the new tree"
  elif [[ -n $(beside) ]]; then
    wrong "$what: left beside the output: $(beside)"
  fi
}

# The names of such calls, in order, that one thread of an undisturbed run makes.
names() { # CALLS FROM
  reset "$2"
  build strace -f -qq -e signal=none -e trace="$1" -o "$work/trace"
  awk '{ n[$1]++; split($2, call, "("); said[$1] = said[$1] " " call[1] }
    END { for (t in n) if (n[t] > most) { most = n[t]; all = said[t] } print all }' "$work/trace"
}

# inject CALLS FAULT N NAME...: the options by which strace disturbs the call N of these, or all from there on (`N+`).
# strace counts the calls of each name for itself.
inject() {
  local set=$1 fault=$2 n=$3 i name
  shift 3
  local -A seen=()
  for ((i = 1; i < n; i++)); do seen[${!i}]=$((${seen[${!i}]:-0} + 1)); done
  for name in ${set//,/ }; do
    [[ $fault == *N+ || $name == "${!n}" ]] && printf -- '-e\ninject=%s:%s\n' "$name" "${fault//N/$((${seen[$name]:-0} + 1))}"
  done
}

# run NAME FROM CALLS FAULT SECONDS: every n-th call, as many as fit.
run() {
  local name=$1 from=$2 set=$3 fault=$4 seconds=$5 total step=1 n began=$SECONDS done=0 t calls options
  read -ra calls < <(names "$set" "$from")
  total=${#calls[@]}
  t=$(date +%s%N)
  for ((n = 1; n <= total; n += step)); do
    reset "$from"
    mapfile -t options < <(inject "$set" "$fault" "$n" "${calls[@]}")
    build strace -f -qq -e signal=none -e trace="$set" "${options[@]}" -o /dev/null
    after "$from" "$name, call $n" $?
    done=$((done + 1))
    # After three of them it is known how long the rest takes.
    if ((done == 3)); then
      t=$((($(date +%s%N) - t) / 3000000))
      step=$(((total * t / 1000 + seconds - 1) / (seconds > 0 ? seconds : 1)))
      ((step < 1)) && step=1
    fi
  done
  printf '%-44s %4d of %4d calls, %3d s\n' "$name" "$done" "$total" $((SECONDS - began))
}

# The check itself can fail.
for spoil in 'rm index.html' 'echo x >>index.html' 'rm mine.txt' 'cp -a ../../new/index.html .' 'echo x >../content/activities/one.md'; do
  reset old
  cp -a "$site/content" "$work/content"
  (cd "$site/private" && eval "$spoil")
  (after old "control" 1; ((failed == 1))) >/dev/null || { echo "unseen: $spoil"; exit 1; }
  rm -rf "$site/content"
  mv "$work/content" "$site/content"
done

s() { echo $((budget * $1 / 100)); }
run "killed, over an old output" old "$calls" signal=KILL:when=N "$(s 40)"
run "killed, first build" nothing "$calls" signal=KILL:when=N "$(s 10)"
run "no space from the n-th write on" old write,openat2,mkdirat,linkat error=ENOSPC:when=N+ "$(s 15)"
run "one write without space" old write error=ENOSPC:when=N "$(s 5)"
run "one input/output error" old write,fsync,renameat2,linkat,unlinkat,mkdirat error=EIO:when=N "$(s 15)"
run "one open not permitted" old openat2 error=EACCES:when=N "$(s 5)"
run "one open interrupted" old openat2,write error=EINTR:when=N "$(s 5)"
run "no exchange of folders" old renameat2 error=EINVAL:when=N+ "$(s 5)"
echo "$points kills and faults; output torn, source lost or next build spoiled in $failed"
echo "$((points - failed)) passed, $failed failed"
((failed == 0))
