#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A command that can't be run: 127 where there is none, 126 where there is one, and a sentence that says which of the
# reasons it is. There is no falling back to a shell, but under the names of those inits that do so.
. "$(dirname "$0")/lib.sh"

bin=$T/bin
mkdir -p "$bin" "$T/other"

# fails STATUS TEXT-IN-MESSAGE WORD...: in each mode
fails() {
	local want=$1 words=$2 mode said wrong
	shift 2
	for mode in "${MODES[@]}"; do
		run "$mode" "$@"
		said=$(err)
		wrong=
		[ "$STATUS" = "$want" ] || wrong+="status $STATUS instead of $want; "
		[[ $said == "foster["*"]: cannot run "* && $said != *$'\n'* ]] || wrong+="not one line of foster's; "
		[[ $said == *"$words"* ]] || wrong+="it doesn't say '$words'; "
		[ ! -s "$T/out" ] || wrong+="something ran: $(out); "
		if [ -z "$wrong" ]; then ok "$mode: $want, $words"; else not_ok "$mode: $want, $words" "$wrong" "$said"; fi
	done
}

# file NAME MODE: an executable made of stdin
file() {
	rm -f "$bin/$1"
	cat >"$bin/$1"
	chmod "$2" "$bin/$1"
}

fails 127 "no-such-command: no such command in PATH" -- no-such-command
fails 127 "cannot run '': no such command in PATH" -- ""
fails 127 "cannot run sleep 5: no such command in PATH (arguments are words of their own)" -- "sleep 5"
fails 127 "cannot run /bin/sleep 5: no such file (arguments are words of their own)" -- "/bin/sleep 5"
fails 127 "/no/such/file: no such file" -- /no/such/file
fails 127 "no such" -- ""
file plain 644 <<<'#!/bin/sh'
fails 126 "$bin/plain: permission denied" -- "$bin/plain"
fails 126 "$bin: it is a directory" -- "$bin"
fails 126 "not a directory" -- "$bin/plain/x"

file script 755 <<<$'#!/no/such/interpreter -x\necho ran'
fails 127 "$bin/script: its interpreter /no/such/interpreter is missing" -- "$bin/script"
file windows 755 <<<$'#!/bin/sh\r\necho ran\r'
fails 127 "Windows line ends" -- "$bin/windows"
file long-line 755 <<<"#!/$(printf 'x%.0s' {1..300})"
fails 126 "$bin/long-line: it is no program for this machine: its #! line is longer than the 255 bytes" -- "$bin/long-line"
file own-interpreter 755 <<<"#!$bin/own-interpreter"
fails 126 "$bin/own-interpreter: its interpreter is a script, too" -- "$bin/own-interpreter"
file no-x-interpreter 755 <<<"#!$bin/plain"
fails 126 "$bin/no-x-interpreter" -- "$bin/no-x-interpreter"
file noshebang 755 <<<'echo ran'
fails 126 "no program for this machine" -- "$bin/noshebang"
file empty 755 </dev/null
fails 126 "an empty file" -- "$bin/empty"
for name in docker-init podman-init; do
	file script 755 <<<'echo "$0 $#"; exit 7'
	for mode in "${MODES[@]}"; do
		run "$mode" --as "$name" -- "$bin/script" 'a  b' ''
		is "$mode: $name has a shell run a text without #!" "$STATUS $(out)" "7 $bin/script 2"
		UNDER=(env "PATH=/none:$bin:$PATH")
		run "$mode" --as "$name" -v script
		is "$mode: $name finds it in PATH" "$STATUS $(out)" "7 $bin/script 0"
		like "$mode: and names it as the user did" "$(err)" "foster.[0-9]+.: script runs as pid"
	done
	printf 'echo ran\n\0' | file script 755
	fails 126 "no program for this machine" --as "$name" -- "$bin/script"
	printf '\177ELF\2\1' | file script 755
	fails 126 "no program for this machine" --as "$name" -- "$bin/script"
	chmod 311 "$bin/script"
	is_root || fails 126 "no program for this machine" --as "$name" -- "$bin/script"
done
AS_ROOT=()
is_root || AS_ROOT=(unshare --user --map-root-user)
mkdir "$T/root"
cp "$FOSTER" "$T/root/tini"
cp "$bin/noshebang" "$T/root/script"
if is_static && ! is_sanitized && "${AS_ROOT[@]}" chroot "$T/root" /tini --version >"$T/out" 2>&1; then
	said=$("${AS_ROOT[@]}" chroot "$T/root" /tini -s /script 2>&1)
	like "a script where there is no shell" "$? $said" "^126 foster.*: cannot run /script: .* but a script, and /bin/sh can't"
else
	skip_one "a script where there is no shell" "no chroot here, or foster isn't static"
fi
file garbage 755 < <(printf '\001\002\003\377%.0s' {1..40})
fails 126 "no program for this machine" -- "$bin/garbage"

# elf CLASS(1, 2) ENDIANNESS(1, 2) MACHINE: the head of an ELF file
elf() {
	local bytes
	bytes=$(printf '\\x%02x\\x%02x' $(($3 & 255)) $(($3 >> 8)))
	[ "$2" = 1 ] || bytes=$(printf '\\x%02x\\x%02x' $(($3 >> 8)) $(($3 & 255)))
	printf '\x7fELF'"\\x0$1\\x0$2"'\x01\0\0\0\0\0\0\0\0\0\x02\0'"$bytes"
	head -c 200 /dev/zero
}
here=$(uname -m)
while read -r name class order machine; do
	[ "$name" != "$here" ] || continue
	file foreign 755 < <(elf "$class" "$order" "$machine")
	fails 126 "it is for $name machines" -- "$bin/foreign"
	like "and it tells what this one is" "$(err)" "this one is $here"
done <<'END'
aarch64 2 1 183
x86_64 2 1 62
arm 1 1 40
riscv 2 1 243
s390x 2 2 22
ppc64 2 2 21
END
file unknown 755 < <(elf 2 1 4711)
fails 126 "it is for another machines" -- "$bin/unknown" 2>/dev/null

ln -s loop "$bin/loop"
fails 126 "$bin/loop: " -- "$bin/loop"
long=$(printf 'x%.0s' {1..300})
fails 126 "long" -- "/tmp/$long"
path=$(printf '/x%.0s' {1..3000})
fails 126 "long" -- "$path"

# A loader that isn't there: an ELF file asks for it by name.
program=$(type -P sleep)
loader=$(grep -aoE '/lib[a-z0-9_/-]*/ld-[a-zA-Z0-9_.-]*' "$program" | head -n 1)
if [ -n "$loader" ]; then
	sed "s|$loader|${loader%?}~|" "$program" | file unloadable 755
	fails 127 "the dynamic loader" -- "$bin/unloadable"
else
	skip_one "a missing dynamic loader" "this system's programs are static"
fi

cp "$HELPERS/die" "$bin/busy"
if exec 8>>"$bin/busy"; then
	run alone -- "$bin/busy"
	is "a file that is being written" "$STATUS" 126
	like "is told so" "$(err)" "cannot run $bin/busy: [^ ]"
	exec 8>&-
fi

if is_root && mkdir "$T/noexec" && mount -t tmpfs -o noexec none "$T/noexec" 2>/dev/null; then
	cp "$HELPERS/die" "$T/noexec/die"
	run alone -- "$T/noexec/die"
	is "a mount without exec" "$STATUS" 126
	like "is told so" "$(err)" "mount"
	umount "$T/noexec"
else
	skip_one "a mount without exec" "it takes root and mount(2)"
fi

if ! is_root || ! command -v setpriv >/dev/null; then
	skip_one "a directory that can't be searched" "it takes root and setpriv"
else
	mkdir -m 700 "$T/closed"
	cp "$HELPERS/die" "$T/closed"
	UNDER=(setpriv --reuid 65534 --clear-groups)
	run alone -- "$T/closed/die"
	is "a directory that can't be searched" "$STATUS" 126
	UNDER=(setpriv --reuid 65534 --clear-groups env "PATH=$T/closed:$PATH")
	run alone -- no-such-command
	like "PATH: a directory that can't be searched hides nothing" "$STATUS $(err)" "^127 .*: no such command in PATH"
	UNDER=(setpriv --reuid 65534 --clear-groups env "PATH=$T/closed:$PATH")
	run alone -- sh -c 'exit 3'
	is "PATH: it is passed over" "$STATUS" 3
fi

# ---- PATH
printf '#!/bin/sh\necho first\n' | file tool 755
printf '#!/bin/sh\necho second\n' >"$T/other/tool"
chmod 755 "$T/other/tool"

# search PATH WORD...: in each mode with this PATH for the workload; what came of it is in STATUS and out
search() {
	UNDER=(env "PATH=$1")
	shift
	run alone "$@"
}
search "$bin:$T/other" tool
is "PATH: the first directory wins" "$(out)" first
search "/no/such:$bin/plain:$T/other:$bin" tool
is "PATH: directories that are none are passed over" "$(out)" second
chmod 644 "$bin/tool"
search "$bin:$T/other" tool
is "PATH: what may not be executed is passed over" "$(out)" second
search "$bin:/no/such" tool
is "PATH: but is 126 if nothing better comes" "$STATUS" 126
like "and it is named with its directory" "$(err)" "cannot run .*tool: permission denied"
mkdir "$T/dirs" "$T/dirs/tool"
search "$T/dirs:$T/other" tool
is "PATH: a directory is passed over" "$(out)" second
printf '#!/no/such/interpreter\n' | file tool 755
search "$bin:$T/other" tool
is "PATH: what lacks its interpreter is passed over" "$(out)" second
search "/no/such:$bin:/no/such/either" tool
like "PATH: a missing interpreter" "$STATUS $(err)" "^127 .*cannot run $bin/tool: .*/no/such/interpreter is missing"
search "" no-such-command
is "PATH: empty" "$STATUS" 127
search "/no/such" "$long"
is "PATH: a name that is too long" "$STATUS" 127
search "$path:$T/other" tool
is "PATH: a directory that is too long is passed over" "$(out)" second
cd "$T/other" || exit
for path in : "/no/such:" ":/no/such" "/no/such::/none"; do
	search "$path" tool
	is "PATH=$path: an empty directory is the current one" "$(out)" second
done
cd / || exit
UNDER=(env -u PATH)
run alone -- sh -c 'echo found'
is "PATH: without one the usual directories" "$(out)" found

# ---- What is handed over
cd "$T" || exit
run alone -- sh -c 'pwd; echo "$MARKED $0:$1:$2"; umask' zero one "two  words
and a line"
is "arguments, directory and umask are as they were" "$(out)" "$T
 zero:one:two  words
and a line
$(umask)"

# A directory of PATH whose server has gone is a directory that hasn't got the command. (The second exec of the child fails so; foster
# itself makes one.)
if strace -f -qq -o /dev/null -e trace=execve -e inject=execve:error=EIO:when=9 true 2>/dev/null && ! is_sanitized && is_static; then
	for error in ESTALE ENODEV ETIMEDOUT ENOTCONN EHOSTDOWN EIO; do
		UNDER=(env "PATH=/none:/dead:$PATH" strace -D -f -qq -o /dev/null -e trace=execve -e "inject=execve:error=$error:when=2")
		run alone -- sh -c 'exit 5'
		is "PATH: $error is no more than a directory without it" "$STATUS" 5
	done
else
	skip_one "PATH: a directory whose server has gone" "strace can't be used here"
fi

done_testing
