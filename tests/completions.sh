#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The completions for bash, zsh and fish, in the real shells: they offer foster's options and their values, no other and
# none too few, as --help, the manual and foster's own messages tell them; behind the options the command and what the
# shell offers for that; and the generator gives up on what it doesn't know. A line is typed, and what is offered for it
# read: bash and zsh at a terminal, where they have their line editors, fish by its complete -C.
. "${0%/*}/lib.sh"

COMPLETIONS=$(cd "${FOSTER%/*}/../../packaging/completions" 2>/dev/null && pwd)
GENERATE=$ROOT/packaging/completions/generate.awk
[ -s "$COMPLETIONS/bash/foster" ] || skip "there are no completions beside $FOSTER: the build makes them"

unset ENV BASH_ENV INPUTRC ZDOTDIR FPATH MAKEFLAGS MFLAGS MAKELEVEL PROMPT_COMMAND
export HOME=$T/home TERM=dumb HISTFILE='' XDG_RUNTIME_DIR=$T/home
export XDG_CONFIG_HOME=$T/home/config XDG_DATA_HOME=$T/home/data XDG_CACHE_HOME=$T/home/cache
mkdir -p "$T/home" "$T/bin" "$T/files"
for command in probe-function probe-words probe-nothing; do
	ln -s "$(type -P true)" "$T/bin/$command"
done
ln -s "$FOSTER" "$T/bin/foster"
touch "$T/files/file-one" "$T/files/file-two"
PATH=$T/bin:$PATH
cd "$T/files" || exit 99

# ---- What is typed, and what is to be offered

LINES=() WANTS=() TITLES=()

# row TITLE LINE [WORD]...: for LINE, all WORDs are offered and no others; where the first is "+", these among others;
# where it is "-", none of these. A word of the line that has a "=" or ":" in it is offered as a whole.
row() {
	TITLES+=("$1")
	LINES+=("$2")
	shift 2
	WANTS+=("$*")
}

# said WORD...: what foster says of these words on stderr
said() {
	"$FOSTER" "$@" 2>&1 >/dev/null </dev/null
}

mapfile -t OPTIONS < <("$FOSTER" --help | {
	tee "$T/help" | grep -oE '^ +(-[a-zA-Z](, )?)?(--[a-z-]+)?' | grep -oE -- '-(-[a-z-]+|[a-zA-Z])'
	grep '^\(Usage:\|  *\)  *foster' "$T/help" | grep -oE -- '--[a-z-]+'
} | sort -u)
mapfile -t IN_MANUAL < <(sed -n 's/^\.It Fl //p' "$ROOT/man/foster.8" |
	sed 's/ Ar .*//; s/ Ns .*//; s/ , Fl /\n/g; s/ , /\n/g' | sed 's/^/-/' | grep -E '^-(-[a-z-]+|[a-zA-Z])$' | sort -u)
is "--help and the manual have the same options" "${IN_MANUAL[*]}" "${OPTIONS[*]}"
mapfile -t SIGNALS < <("$FOSTER" --list-signals | grep -oE 'SIG[A-Z0-9+-]+' | cut -c 4-)
ARRIVING=() ASKING=()
for signal in "${SIGNALS[@]}"; do
	[[ $(said --stop-on "$signal" --help) ]] || ARRIVING+=("$signal")
	[[ $(said --stop-signal "$signal" --help) ]] || ASKING+=("$signal")
done
check "signals: ${#SIGNALS[@]}, of which can arrive: ${#ARRIVING[@]}" test "${#SIGNALS[@]} ${#ARRIVING[@]}" = "62 59"

row "all options" "foster -" "${OPTIONS[@]}"
row "all options but the one that has to be the first" "foster -v -" "${OPTIONS[@]/%--as/}"
for option in "${OPTIONS[@]}"; do
	# Does it take a value, is that in the next word, and which words can it be?
	message=$(said "$option" --help)
	needed=
	if [[ $message == *"'--help' is n"* ]]; then
		needed=yes
	elif [[ $option == --* ]]; then
		message=$(said "$option=?" --help)
	fi
	words=
	if [[ $message =~ is\ none\ of\ (.*)$ ]] || [[ $message =~ is\ neither\ (.*)$ ]]; then
		words=${BASH_REMATCH[1]//, / }
		words=${words// nor / }
	elif [[ $message =~ no\ number\ from\ ([0-9])\ to\ ([0-9]) ]]; then
		words=$(seq -s ' ' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}")
	fi
	# shellcheck disable=SC2086
	if [[ $needed ]]; then
		row "$option needs a value: the next word is no command" "foster $option probe-w" - probe-words
		row "$option: behind its value is the command" "foster $option x probe-w" probe-words
		[[ ! $words ]] || row "$option: its words" "foster $option " $words
		[[ ! $words || $option != --* ]] || row "$option=: its words" "foster $option=" $(printf -- "$option=%s " $words)
	elif [[ $words && $option == --* ]]; then
		row "$option=: its words" "foster $option=" $(printf -- "$option=%s " $words)
		row "$option needs no value: the next word is the command" "foster $option probe-w" \
			$([ "$option" = --pause ] || echo probe-words)
	fi
done
row "a value by its beginning" "foster --scope=tr" --scope=tree
row "durations" "foster --stop-timeout " 10s 1m30s never
row "durations, and off" "foster --sweep " + 3s never off
row "a letter's value" "foster -vt n" never
row "a letter's value in the same word" "foster -vtn" -vtnever
row "signals" "foster --stop-signal " "${ASKING[@]}" none
row "signals that can arrive" "foster --stop-on " "${ARRIVING[@]}"
row "a signal" "foster -p " "${ASKING[@]}"
row "a signal in the same word" "foster -pTE" -pTERM
row "a signal in lower case" "foster --parent-death-signal usr2" USR2
row "a signal with SIG" "foster --parent-death-signal SIGUSR1" SIGUSR1
row "a list's second signal" "foster --stop-on=INT,TE" --stop-on=INT,TERM
row "a list's second signal with SIG" "foster --stop-signal SIGINT/5s,SIGTER" SIGINT/5s,SIGTERM
row "a list's second status" "foster -e 7,st" 7,stop:0
row "pairs: from" "foster -r WIN" WINCH:
row "pairs: to" "foster -r WINCH:ST" WINCH:STKFLT WINCH:STOP
row "pairs: drop" "foster --rewrite=WINCH:no" --rewrite=WINCH:none
row "pairs: the second" "foster --rewrite TERM:QUIT,WINC" TERM:QUIT,WINCH:
row "pairs: what the second becomes" "foster --rewrite TERM:QUIT,HUP:USR" TERM:QUIT,HUP:USR1 TERM:QUIT,HUP:USR2

row "the command" "foster probe-" probe-function probe-nothing probe-words
row "the command behind --" "foster -v -- probe-" probe-function probe-nothing probe-words
row "the command behind options" "foster -t 5 --scope=tree -r TERM:QUIT -vgt5s probe-w" probe-words
row "no options behind --" "foster -- --sco" - --scope
row "no options behind the command" "foster -t 5 probe-nothing --sco" - --scope
row "the command's own completion" "foster -t 5 --scope=tree -- probe-function --flag=1 al" alpha-seen
row "the command's own words" "foster -s probe-words du" due
row "a command of which nothing is known: files" "foster probe-nothing file-" file-one file-two
row "a foster below" "foster -t 5 foster --scope gr" group

row "--inspect: pids" "foster --inspect --format json " + 1
row "--inspect: one" "foster --inspect 1 " - 1
row "--kill: any signal" "foster --kill " "${SIGNALS[@]}"
row "--kill: a signal" "foster --kill TER" TERM
row "--kill: pids" "foster --kill TERM " + 1
row "--kill: more pids" "foster --kill TERM 1 " + 1
row "--list-signals: signals" "foster --list-signals TERM WIN" WINCH
row "--pause: no command" "foster --pause probe-w" - probe-words
row "-vP: no command" "foster -vP probe-w" - probe-words
row "--pause=no: a command" "foster --pause=no probe-w" probe-words
row "--help: no command" "foster --help probe-w" - probe-words
row "the cursor behind a word with a blank in it" "foster -v -- probe-words 'a b' du" due

# compare SHELL: what is in $T/offered.N, a word a line, with what each row wants
compare() {
	local shell=$1 i got want word missing
	for i in "${!LINES[@]}"; do
		mapfile -t got < <(sort -u "$T/offered.$i" 2>/dev/null)
		read -ra want <<<"${WANTS[i]}"
		missing=
		case ${WANTS[i]} in
		"+ "*)
			for word in "${want[@]:1}"; do
				[[ " ${got[*]} " == *" $word "* ]] || missing+=" $word"
			done
			is "$shell: ${TITLES[i]} (${LINES[i]})" "${missing:-has all of ${want[*]:1}}" "has all of ${want[*]:1}"
			;;
		"- "*)
			for word in "${want[@]:1}"; do
				[[ " ${got[*]} " != *" $word "* ]] || missing+=" $word"
			done
			is "$shell: ${TITLES[i]} (${LINES[i]})" "${missing:-none}" none
			;;
		*)
			mapfile -t want < <(printf '%s\n' "${want[@]}" | sort -u)
			is "$shell: ${TITLES[i]} (${LINES[i]})" "${got[*]}" "${want[*]}"
			;;
		esac
	done
}

# at_terminal TITLE KEYS COMMAND [ARG]...: types each line and KEYS at the shell that COMMAND is, whose prompt is
# "ready>"
at_terminal() {
	local title=$1 keys=$2 i said
	shift 2
	rm -f "$T"/offered.*
	{
		echo "expect ready>"
		for i in "${!LINES[@]}"; do
			echo "type ${LINES[i]}$keys"
			echo "until [ -e $T/offered.$i ]"
		done
		echo "line exit 3"
		echo "ends 3"
	} >"$T/script"
	if said=$("$HELPERS/typist" "$@" 2>&1 <"$T/script"); then ok "$title"; else not_ok "$title" "$said"; fi
}

# shows SHELL LINE KEYS TEXT COMMAND [ARG]...: whether TEXT is on the screen once LINE and KEYS have been typed
shows() {
	local title="$1: $2: '$4'" said
	local script="expect ready>"$'\n'"type $2$3"$'\n'"expect $4"
	shift 4
	if said=$("$HELPERS/typist" "$@" 2>&1 <<<"$script"); then ok "$title"; else not_ok "$title" "$said"; fi
}

quietly() {
	"$@" >/dev/null
}

# installed SHELL: whether it is; if not, its checks are skipped.
installed() {
	command -v "$1" >/dev/null && return
	skip_one "$1: the completion" "$1 is not installed"
	return 1
}

# ---- Where they are installed

DATA=$T/installed/share
if command -v make >/dev/null; then
	set_at=(-s -C "$COMPLETIONS" DESTDIR="$T" datadir=/installed/share)
	check "make install" quietly make "${set_at[@]}" install-data
	is "puts each where its shell looks" "$(cd "$DATA" && find . -type f | LC_ALL=C sort | xargs)" \
		"./bash-completion/completions/foster ./fish/vendor_completions.d/foster.fish ./zsh/site-functions/_foster"
	cp -r "$T/installed" "$T/kept"
	check "make uninstall" quietly make "${set_at[@]}" uninstall
	is "leaves none" "$(find "$T/installed" -type f)" ""
	rm -rf "$T/installed"
	mv "$T/kept" "$T/installed"
else
	skip_one "make install" "there is no make"
	mkdir -p "$DATA/bash-completion/completions" "$DATA/fish/vendor_completions.d" "$DATA/zsh/site-functions"
	cp "$COMPLETIONS/bash/foster" "$DATA/bash-completion/completions"
	cp "$COMPLETIONS/fish/foster.fish" "$DATA/fish/vendor_completions.d"
	cp "$COMPLETIONS/zsh/_foster" "$DATA/zsh/site-functions"
fi

# ---- bash, without the functions of bash-completion and with them, which find the file by themselves

# What the line editor inserts for all that is offered takes the place of what it takes for the word: from the last = or
# : on.
cat >"$T/bash.rc" <<'END_OF_FILE'
PS1='ready>'
count=0
_probe() {
	local IFS='|'
	[ "${COMP_WORDS[*]} $COMP_CWORD" != "probe-function|--flag|=|1|al 4" ] || [ "$COMP_POINT" != "${#COMP_LINE}" ] ||
		[ "${COMP_LINE# }" != "probe-function --flag=1 al" ] || COMPREPLY=(alpha-seen)
}
complete -F _probe probe-function
complete -W 'uno due' probe-words
offered() {
	local before=${LINES_TYPED[count]##* } words
	before=${before%"${before##*[=:]}"}
	words=${READLINE_LINE#"${LINES_TYPED[count]% *} "}
	words=${words#"$before"}
	[ "$READLINE_LINE" != "${LINES_TYPED[count]}" ] || words=
	for word in $words; do
		printf '%s\n' "$before$word"
	done >"$T/new"
	mv "$T/new" "$T/offered.$((count++))"
	READLINE_LINE=
	READLINE_POINT=0
}
bind 'set bell-style none' && bind 'set enable-bracketed-paste off' && bind 'set disable-completion off'
bind -x '"\C-xd": offered'
END_OF_FILE
{
	declare -p LINES | sed '1s/LINES/LINES_TYPED/'
	declare -p T
	cat "$T/bash.rc"
} >"$T/bash.common"
{
	echo ". '$DATA/bash-completion/completions/foster'"
	cat "$T/bash.common"
} >"$T/bash.alone"
check "bash -n" bash -n "$DATA/bash-completion/completions/foster"
if command -v shellcheck >/dev/null; then
	is "shellcheck" "$(shellcheck -S warning -e SC2207 "$DATA/bash-completion/completions/foster" 2>&1)" ""
else
	skip_one "shellcheck" "shellcheck is not installed"
fi
at_terminal "bash: it can be used" '^[*^xd' bash --noprofile --rcfile "$T/bash.alone" -i
compare bash
shows bash "foster --stop-t" '^i5s x' "foster --stop-timeout 5s x" bash --noprofile --rcfile "$T/bash.alone" -i
PACKAGE=/usr/share/bash-completion/bash_completion
if [ -r "$PACKAGE" ]; then
	{
		echo "XDG_DATA_DIRS='$DATA'"
		echo ". '$PACKAGE'"
		cat "$T/bash.common"
	} >"$T/bash.package"
	at_terminal "bash with bash-completion: it can be used" '^[*^xd' bash --noprofile --rcfile "$T/bash.package" -i
	compare "bash with bash-completion"
else
	skip_one "bash with bash-completion" "$PACKAGE is not there"
fi

# ---- zsh: a widget has all matches told to it instead of shown.

mkdir "$T/zsh"
cat >"$T/zsh/.zshrc" <<'END_OF_FILE'
PS1='ready>' COUNT=0
fpath=($DATA/zsh/site-functions $fpath)
autoload -Uz compinit
compinit -u -d $T/zcompdump
_probe() { [[ "$words $CURRENT" != "probe-function --flag=1 al 3" ]] || compadd alpha-seen }
_probe_words() { compadd uno due }
compdef _probe probe-function
compdef _probe_words probe-words
offered() {
	local -a all
	compadd() {
		local -a own=("${(@)argv[1,(i)-(|-)]}") hits
		local suffix=
		# With -O, -A and -D it only asks. A suffix that goes by itself (-q) is none.
		if [[ " $own" != *\ -(|[a-zA-Z12])[OAD]\ * ]]; then
			(( ${own[(I)-S]} )) && suffix=${own[${own[(I)-S]}+1]}
			builtin compadd -A hits "$@"
			(( $#hits )) && all+=("${(@)hits/(#m)*/$IPREFIX$MATCH$suffix}")
		fi
		builtin compadd "$@"
	}
	setopt localoptions extendedglob
	_main_complete
	unfunction compadd
	print -rl -- $all >$T/new
	mv $T/new $T/offered.$((COUNT++))
	compstate[insert]= compstate[list]=
}
forget() { BUFFER= }
zle -C offered list-choices offered
zle -N forget
bindkey '^Xd' offered
bindkey '^Xk' forget
END_OF_FILE
if installed zsh; then
	export T DATA ZDOTDIR=$T/zsh
	check "zsh -n" zsh -n "$DATA/zsh/site-functions/_foster"
	at_terminal "zsh: it can be used" '^xd^xk' zsh -d -i
	compare zsh
	shows zsh "foster --sco" '^it^i ' "=tree" zsh -d -i
	shows zsh "foster --s" '^d' "who gets signals: child, group, tree (auto)" zsh -d -i
	shows zsh "foster --s" '^d' "drop signals that it doesn't catch and die of" zsh -d -i
	unset ZDOTDIR
fi

# ---- fish

if installed fish; then
	export XDG_DATA_DIRS=$DATA:/usr/local/share:/usr/share
	check "fish -n" fish -n "$DATA/fish/vendor_completions.d/foster.fish"
	rm -f "$T"/offered.*
	cat >"$T/fish" <<-'END_OF_FILE'
		complete -c probe-function -n 'test (commandline -opc | string join "|") = "probe-function|--flag=1"' \
		    -x -a alpha-seen
		complete -c probe-words -x -a 'uno due'
		set count 0
		while read -l line
		    complete -C "$line" >$T/offered.$count
		    set count (math $count + 1)
		end
	END_OF_FILE
	is "fish: it can be used" "$(printf '%s\n' "${LINES[@]}" | env T="$T" fish "$T/fish" 2>&1)" ""
	like "fish: a description" "$(cat "$T/offered.0")" $'--shield\tdrop signals that it doesn\'t catch and die of\n'
	# An option whose value can be left out is there with = and without.
	sed -i 's/\t.*//; s/=$//' "$T"/offered.*
	compare fish
fi

# ---- The generator gives up where it doesn't know

cp "$COMPLETIONS/rows" "$T/rows" && cp "$ROOT"/src/options/{optiontable,optionvalue,presets}.c "$ROOT/src/base/signame.c" "$T" || exit 99
chmod u+w "$T"/*.c "$T/rows" # read-only in make distcheck
generate() {
	awk -f "$GENERATE" "$T/rows" "$T/optiontable.c" "$T/optionvalue.c" "$T/presets.c" "$T/signame.c" shell=bash \
		"$ROOT/packaging/completions/foster.bash.in" 2>&1
}
is "the generator makes the same again" "$(generate)" "$(<"$COMPLETIONS/bash/foster")"

# changed TITLE FILE SED REGEX: with FILE changed the generator fails, and says why
changed() {
	local said status
	cp "$T/$2" "$T/before"
	sed "$3" "$T/before" >"$T/$2"
	said=$(generate)
	status=$?
	if cmp -s "$T/before" "$T/$2"; then not_ok "$1: nothing is changed"; fi
	cp "$T/before" "$T/$2"
	like "$1" "$((status > 0)) $said" "^1 .*cannot write completions: .*$4"
}
changed "a type of value that it doesn't know" rows 's/"SCOPE", "0"/"NOSUCH", "0"/' "a value of --scope is: .*TYPE_NOSUCH"
changed "a mode that it doesn't know" rows 's/"MODE_KILL"/"MODE_NOSUCH"/' "behind --kill are: .*MODE_NOSUCH"
changed "no rows" rows '/^completion_rows_begin/d' "no options"
changed "a message without words" optionvalue.c 's/"is none of auto, .*"/"is wrong"/' "a value of --scope is"
changed "no names of signals" signame.c 's/static const char NAMES/static char NAMES/' "names of signals"
changed "no signals that can't arrive" signame.c 's/!= SIG/!= /g' "can't be forwarded"
changed "no programs" presets.c 's/\.name/.called/' "no programs"
changed "which types take a value isn't said" optiontable.c 's/VALUE_/TAKES_/g' "TYPE_REWRITE is needed"

# What others add is completed without a word about it here.
cat >"$T/more" <<'END_OF_FILE'
completion_row("color", "0", "WHEN", "0", "WHEN", "x") completion_row("into", "0", "NEW", "0", "FILE", "x")
END_OF_FILE
sed -i "/^completion_rows_begin/r $T/more" "$T/rows"
printf '\tcase TYPE_WHEN:\n\t\treturn read_any(to, word, "is none of auto, always, never");\n' >"$T/more"
sed -i "/^\tswitch ((enum option_type)spec->type) {/r $T/more" "$T/optionvalue.c"
like "an option more, and its words" "$(generate)" "--color\) _foster_word auto always never ;;"
like "one more, and files" "$(generate)" "--into\) _foster_files ;;"

is "nothing was written into the home directory but by the shells themselves" \
	"$(cd "$HOME" && find . -type f ! -path './config/fish/*' ! -path './data/fish/*' ! -path './cache/fish/*')" ""
done_testing
