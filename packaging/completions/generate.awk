# SPDX-License-Identifier: MIT
#
# awk -f generate.awk ROWS SOURCE... shell=SHELL TEMPLATE: writes foster's completion for SHELL (bash, zsh, fish). ROWS
# is the table of options (rows.c, preprocessed); the sources say which types take a value (optiontable.c), which words a
# value can be (optionvalue.c: the message for a bad one names them), the programs (presets.c) and the signals
# (signame.c). In the template @WORD@ stands for what is made of them. Anything that isn't found, and an option whose
# value this doesn't know how to complete, is an error: an option must not get lost in silence.

function fail(why) {
	print "generate.awk: cannot write completions: " why >"/dev/stderr"
	failed = 1
	exit 1
}

FNR == 1 { part = ""; file = FILENAME; sub(/.*\//, "", file) }

# ---- What is read: each part begins and ends with a line that is looked for.

/^completion_rows_begin/ { part = "rows"; next }
/^completion_rows_end/ { part = "" }
/^enum value_use optiontable_takes\(/ { part = "takes" }
/^bool optiontable_is_list\(/ { part = "lists" }
/^static const char [A-Z_]+\[\] = / && file == "optionvalue.c" { part = "message"; reader = $4; sub(/\[.*/, "", reader) }
/^static .*[ *]read_[a-z_]+\(/ { part = "reader"; reader = $0; sub(/\(.*/, "", reader); sub(/.*[ *]/, "", reader) }
/^const char \*optionvalue_read\(/ { part = "readers"; statement = "" }
/^static const struct preset ROWS/ { part = "presets" }
/^static const char NAMES/ && file == "signame.c" { part = "names" }
/^bool signame_can_arrive\(/ { part = "arrive" }
/^}/ && part != "rows" && file !~ /\.in$/ { part = "" }

part == "rows" && !/^#/ { rest = rest " " $0 }
part == "takes" && /^\t(case TYPE_[A-Z_]+|default):/ { cases = cases " " label($0) }
part == "takes" && /return VALUE_[A-Z]+;/ {
	for (i = split(cases, list, " "); i > 0; i--) takes[list[i]] = between($0, "VALUE_", ";")
	cases = ""
}
part == "lists" {
	for (text = $0; match(text, /TYPE_[A-Z_]+/); text = substr(text, RSTART + RLENGTH))
		is_list[substr(text, RSTART + 5, RLENGTH - 5)] = 1
}
part == "reader" || part == "message" { said[reader] = said[reader] " " $0 }
part == "message" && /;$/ { part = "" }
part == "reader" && reader ~ /^read_(signal|rung)$/ {
	for (text = $0; match(text, /== SIG[A-Z]+/); text = substr(text, RSTART + RLENGTH))
		refused[substr(text, RSTART + 6, RLENGTH - 6)] = 1
}
part == "readers" && /^\tcase TYPE_[A-Z_]+:/ {
	if (statement != "") cases = statement = ""
	cases = cases " " label($0)
	next
}
part == "readers" && cases != "" {
	statement = statement " " $0
	for (i = split(cases, list, " "); i > 0; i--) reads[list[i]] = statement
}
part == "presets" && /\.name = "/ {
	program = between($0, ".name = \"", "\"")
	if (!(program in is_program)) programs = programs " " program
	is_program[program] = 1
}
part == "names" {
	for (text = $0; match(text, /\[SIG[A-Z0-9]+\] = "[A-Z0-9]+"/); text = substr(text, RSTART + RLENGTH)) {
		names[++name_count] = between(substr(text, RSTART, RLENGTH), "\"", "\"")
	}
}
part == "arrive" {
	for (text = $0; match(text, /!= SIG[A-Z]+/); text = substr(text, RSTART + RLENGTH))
		stays[substr(text, RSTART + 6, RLENGTH - 6)] = 1
}
file ~ /\.in$/ {
	if (FNR == 1) prepare()
	write($0)
}
END {
	if (!failed && !written["OPTIONS"]) fail("the template has no line @OPTIONS@")
	if (failed) exit 1
}

function label(line) {
	sub(/^\t(case TYPE_)?/, "", line)
	sub(/:.*/, "", line)
	return line
}

# What stands in TEXT between BEFORE and the next AFTER; empty where there is no BEFORE.
function between(text, before, after,   at) {
	at = index(text, before)
	if (!at) return ""
	text = substr(text, at + length(before))
	at = index(text, after)
	return at ? substr(text, 1, at - 1) : text
}

# ---- The options

# Takes one C string, or several in a row, from the front of rest.
function take_string(   string, c) {
	if (rest !~ /^[ \t]*"/) fail("not a string: " substr(rest, 1, 40))
	string = ""
	while (match(rest, /^[ \t]*"/)) {
		for (rest = substr(rest, RLENGTH + 1); (c = substr(rest, 1, 1)) != "\""; rest = substr(rest, 2)) {
			if (c == "\\") {
				rest = substr(rest, 2)
				c = substr(rest, 1, 1)
				if (c != "\"" && c != "\\") fail("an escape in a string that this can't read: \\" c)
			}
			if (c == "") fail("a string without an end")
			string = string c
		}
		rest = substr(rest, 2)
	}
	sub(/^[ \t]*[,)]/, "", rest)
	return string
}

function read_rows(   at) {
	while ((at = index(rest, "completion_row(")) > 0) {
		rest = substr(rest, at + length("completion_row("))
		name[++count] = take_string()
		letter[count] = take_string()
		letter[count] = letter[count] ~ /^'.'$/ ? substr(letter[count], 2, 1) : ""
		type[count] = take_string()
		without[count] = take_string()
		argument[count] = take_string()
		help[count] = take_string()
		value[count] = type[count] in takes ? takes[type[count]] : takes["default"]
		if (value[count] !~ /^(NONE|OPTIONAL|NEEDED)$/) fail("whether a value of TYPE_" type[count] " is needed")
		describe(count)
		operands_of(count)
	}
	if (!count) fail("there are no options")
}

# How an option is called here: by its long name, or its letter.
function called(i) {
	return name[i] != "" ? "--" name[i] : "-" letter[i]
}

# What the words behind an option that sets the mode are: operands[i], empty where they are a command.
function operands_of(i) {
	if (name[i] == "pause") operands[i] = "nothing"
	if (type[i] != "MODE") return
	if (without[i] == "MODE_INSPECT") operands[i] = "pid"
	else if (without[i] == "MODE_KILL") operands[i] = "signal_and_pids"
	else if (without[i] == "MODE_LIST") operands[i] = "signals"
	else if (without[i] ~ /^MODE_(HELP|VERSION|LICENSE)$/) operands[i] = "nothing"
	else fail("what the words behind " called(i) " are: say so in operands_of() for " without[i])
}

# What the value of an option is completed as: how[i] is word, list, signal, signals (a list), pairs, files; words[i].
function describe(i,   list) {
	list = type[i] in is_list
	again[i] = list || type[i] == "COUNT"
	if (value[i] == "NONE") return
	how[i] = list ? "list" : "word"
	if (type[i] == "SIGNAL") { how[i] = "signal"; words[i] = "ASKING" }
	else if (type[i] == "STOP_ON") { how[i] = "signals"; words[i] = "ARRIVING" }
	else if (type[i] == "RUNG") { how[i] = "signals"; words[i] = "ASKING none" }
	else if (type[i] == "REWRITE") how[i] = "pairs"
	else if (type[i] == "PROGRAM") words[i] = programs
	else if (argument[i] ~ /^(FILE|PATH)$/) how[i] = "files"
	else words[i] = words_in_message(type[i])
	if (words[i] == "" && how[i] !~ /^(pairs|files)$/)
		fail("what a value of " called(i) " is: say so in describe() for TYPE_" type[i] ", or name words in its message")
}

# TEXT, and behind it what the readers and the messages are that it names, and those that these name
function with_messages(text, depth,   at, found) {
	found = text
	for (; depth > 0 && match(text, /read_[a-z_]+|[A-Z][A-Z_]+/); text = substr(text, RSTART + RLENGTH)) {
		at = substr(text, RSTART, RLENGTH)
		if (!(at in said)) continue
		found = found " " with_messages(said[at], depth - 1)
		match(text, /read_[a-z_]+|[A-Z][A-Z_]+/)
	}
	return found
}

# The words that a value can be, as the message for a bad one tells: "is none of a, b", "is neither a nor b", "is no
# number from 0 to 3", "is no thing (a, b or c; ...)", "(such as a, b)", "nor a".
function words_in_message(kind,   message, found, i) {
	message = with_messages(reads[kind], 3)
	if (match(message, /"is none of [a-z][^"]*"/))
		found = substr(message, RSTART + 12, RLENGTH - 13)
	else if (match(message, /"is neither [^"]*"/))
		found = substr(message, RSTART + 12, RLENGTH - 13)
	else if (match(message, /from [0-9] to [0-9]/))
		for (i = substr(message, RSTART + 5, 1); i <= substr(message, RSTART + 10, 1); i++) found = found " " i
	else if (match(message, /\(such as [^;)"]*/) || match(message, /"is no [^"(]*\([^;)"]*/)) {
		found = substr(message, RSTART, RLENGTH)
		sub(/.*\((such as )?/, "", found)
		if (match(message, /, nor [a-z]+/)) found = found ", " substr(message, RSTART + 6, RLENGTH - 6)
	}
	gsub(/, | (nor|or) /, " ", found)
	return found
}

# ---- The template

function prepare(   i, n) {
	for (i = 1; i <= name_count; i++) {
		signals = signals " " names[i]
		if (!(names[i] in stays)) arriving = arriving " " names[i]
		if (!(names[i] in refused)) asking = asking " " names[i]
	}
	if (name_count < 30) fail("there are " name_count + 0 " names of signals only")
	if (arriving == signals) fail("which signals can't be forwarded")
	if (programs == "") fail("there are no programs")
	for (i = 0; i <= 30; i++) {
		n = i == 0 ? "RTMIN" : i == 30 ? "RTMAX" : i <= 15 ? "RTMIN+" i : "RTMAX-" (30 - i)
		signals = signals " " n
		arriving = arriving " " n
		asking = asking " " n
	}
	read_rows()
}

# Regular expressions of words that are options: those whose value is the next word (needing), letters with the value in
# the same word (glued), and those that set what the operands are.
function letters_that_need(   i, all) {
	for (i = 1; i <= count; i++) if (value[i] == "NEEDED") all = all letter[i]
	return all
}
function no_value_yet(   all) {
	all = letters_that_need()
	return "-([^-" all "][^" all "]*)?"
}
function needing(   i, all) {
	for (i = 1; i <= count; i++) if (value[i] == "NEEDED" && name[i] != "") all = all (all == "" ? "" : "|") name[i]
	return "^(--(" all ")|" no_value_yet() "[" letters_that_need() "])$"
}
function glued() {
	return "^(" no_value_yet() "[" letters_that_need() "])(.+)$"
}
function setting(i,   all) {
	if (name[i] != "") all = "--" name[i] (value[i] == "OPTIONAL" ? "(=yes|=1)?" : "")
	if (letter[i] != "") all = all (all == "" ? "" : "|") no_value_yet() letter[i] ".*"
	return "^(" all ")$"
}

# WORD, a line of the template without its marks
function write(line,   word, before, i) {
	while (match(line, /@[A-Z]+@/)) {
		word = substr(line, RSTART + 1, RLENGTH - 2)
		written[word] = 1
		before = substr(line, 1, RSTART - 1)
		line = substr(line, RSTART + RLENGTH)
		if (word == "OPTIONS" || word == "VALUES" || word == "MODES") {
			for (i = 1; i <= count; i++) made(word, before, i)
			return
		}
		printf "%s", before
		if (word == "SIGNALS") printf "%s", substr(signals, 2)
		else if (word == "ARRIVING") printf "%s", substr(arriving, 2)
		else if (word == "ASKING") printf "%s", substr(asking, 2)
		else if (word == "NEEDING") printf "%s", needing()
		else if (word == "GLUED") printf "%s", glued()
		else if (word == "TEMPLATE") printf "%s", "packaging/completions/" file
		else fail("there is no @" word "@")
	}
	print line
}

# The line for option I where the template has WORD, indented like it.
function made(word, before, i,   text) {
	if (word == "MODES") text = operands[i] == "" ? "" : mode_line(i)
	else if (shell == "bash") text = word == "OPTIONS" ? bash_option(i) : bash_value(i)
	else if (shell == "zsh") text = zsh_option(i)
	else if (shell == "fish") text = fish_option(i)
	else fail("there is no shell '" shell "'")
	if (text != "") print before text
}

function mode_line(i) {
	if (shell == "bash") return "[[ ! $word =~ " setting(i) " ]] || operands=" operands[i]
	if (shell == "fish") return "string match -qr -- '" setting(i) "' $word; and set operands " operands[i]
	if (name[i] == "") return ""
	if (value[i] == "NONE") return "--" name[i] ") operands=" operands[i] " ;;"
	return "-" letter[i] " | --" name[i] ") [[ $opt_args[$option] == (no|0) ]] || operands=" operands[i] " ;;"
}

# STRING in single quotes, as the shell reads it
function quoted(string) {
	if (shell == "fish") {
		gsub(/\\/, "\\\\", string)
		gsub(/'/, "\\'", string)
	} else
		gsub(/'/, "'\\''", string)
	return "'" string "'"
}

# ---- bash

function bash_option(i) {
	return (letter[i] == "" ? "" : "-" letter[i]) (letter[i] == "" || name[i] == "" ? "" : " ") (name[i] == "" ? "" : "--" name[i])
}

function bash_value(i,   all, text) {
	if (value[i] == "NONE") return ""
	if (letter[i] != "" && value[i] == "NEEDED") all = "-" letter[i]
	if (name[i] != "") all = all (all == "" ? "" : " | ") "--" name[i]
	text = words[i] == "" ? "" : " " words[i]
	gsub(/ +/, " ", text)
	sub(/ASKING/, "\"${asking[@]}\"", text)
	sub(/ARRIVING/, "\"${arriving[@]}\"", text)
	return all ") _foster_" how[i] text " ;;"
}

# ---- zsh: specifications of _arguments

# STRING with a backslash before what would end it
function escaped(string) {
	gsub(/[]\\:[]/, "\\\\&", string)
	return string
}

function zsh_action(i,   text) {
	text = words[i]
	sub(/^ +/, "", text)
	gsub(/ +/, " ", text)
	if (how[i] == "files") return "_files"
	if (how[i] == "pairs") return "_foster_pairs"
	if (how[i] == "word") return "(" escaped(text) ")"
	text = escaped(text)
	sub(/ASKING/, "$asking", text)
	sub(/ARRIVING/, "$arriving", text)
	return "_foster_" how[i] " - " text
}

function zsh_option(i,   excluded, told, message, text) {
	told = "[" escaped(help[i]) "]"
	if (help[i] == "") told = "[" escaped(tool_help(i)) "]"
	message = escaped(argument[i] != "" ? argument[i] : name[i])
	if (!again[i]) excluded = (letter[i] == "" ? "" : " -" letter[i]) (name[i] == "" ? "" : " --" name[i])
	if (operands[i] == "nothing" && type[i] == "MODE") excluded = " - : *"
	excluded = again[i] ? "*" : "(" substr(excluded, 2) ")"
	if (letter[i] != "") {
		text = excluded "-" letter[i] (value[i] == "NEEDED" ? "+" : "") told
		if (value[i] == "NEEDED") text = text ":" message ":" zsh_action(i)
		text = quoted(text)
	}
	if (name[i] != "") {
		if (text != "") text = text " "
		excluded = excluded "--" name[i]
		if (value[i] == "NONE") text = text quoted(excluded told)
		if (value[i] == "NEEDED") text = text quoted(excluded "=" told ":" message ":" zsh_action(i))
		if (value[i] == "OPTIONAL") text = text quoted(excluded "=-" told "::" message ":" zsh_action(i))
	}
	return text
}

# The tools are told of in the first lines of --help, not in the table.
function tool_help(i) {
	if (operands[i] == "pid") return "show the tree below PID and what would stop"
	if (operands[i] == "signal_and_pids") return "send SIG to each PID"
	if (operands[i] == "signals") return "print all signals, or translate WORDs"
	fail("what " called(i) " does: it has no help")
}

# ---- fish: a line a name

function fish_action(i,   text) {
	text = words[i]
	sub(/^ +/, "", text)
	gsub(/ +/, " ", text)
	if (how[i] == "word") return text
	sub(/ASKING/, "(__foster_asking)", text)
	sub(/ARRIVING/, "(__foster_arriving)", text)
	return "(__foster_" how[i] (text == "" ? "" : " " text) ")"
}

function fish_option(i,   start, told, needed, optional, text) {
	start = "complete -c foster -n " (type[i] == "PROGRAM" ? "__foster_at_first" : "__foster_at_option")
	told = " -d " quoted(help[i] != "" ? help[i] : tool_help(i))
	if (how[i] == "files") needed = " -r -F"
	else if (value[i] == "NEEDED") needed = " -x -a " quoted(fish_action(i))
	else if (value[i] == "OPTIONAL") optional = " -f -a " quoted(fish_action(i))
	if (letter[i] != "") text = start " -s " letter[i] needed (needed == "" ? " -f" : "") told
	if (name[i] == "") return text
	if (text != "") text = text "\n"
	return text start " -l " name[i] needed optional (needed optional == "" ? " -f" : "") told
}
