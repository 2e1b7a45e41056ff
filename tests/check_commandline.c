/* SPDX-License-Identifier: MIT */
/*
 * commandline.c, optiontable.c and suggest.c: whole command lines and environments, under every name. What they make of
 * the options is compared as a sentence that tells what differs from foster's defaults.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "misuse_rows.h"
#include "option_rows.h"
#include "options/suggest.h"
#include "parse.h"

static void describe_signals(struct text *text, const struct options *options)
{
	for (int signal = 1; signal <= SIGNAL_MAX; signal++)
		if (options->rewrite[signal] != signal || options->rewritten[signal]) {
			text_add(text, " ");
			signame_add_short(text, signal);
			text_add(text, options->rewritten[signal] ? ">" : "?");
			signame_add_short(text, options->rewrite[signal]);
		}
	if (options->stop_on == signal_bit(SIGTERM))
		return;
	text_add(text, " stop-on");
	for (int signal = 1; signal <= SIGNAL_MAX; signal++)
		if (options->stop_on & signal_bit(signal)) {
			text_add(text, ",");
			signame_add_short(text, signal);
		}
}

static void describe_plan(struct text *text, const struct plan *plan)
{
	if (plan->count != 1 || plan->rungs[0].signal != RUNG_REQUEST)
		text_add(text, " plan");
	for (int i = 0; i < plan->count; i++) {
		const struct rung *rung = &plan->rungs[i];

		if (rung->signal == RUNG_REQUEST)
			continue;
		text_add(text, ",");
		if (rung->signal == RUNG_NONE)
			text_add(text, "none");
		else
			signame_add_short(text, rung->signal);
		if (rung->scope != SCOPE_DEFAULT)
			text_add(text, "@%s", plan_scope_name((enum scope)rung->scope));
		if (rung->wait_ms != DURATION_NEVER) {
			text_add(text, "/");
			duration_add(text, rung->wait_ms);
		}
	}
	if (plan->timeout_ms != DURATION_NEVER) {
		text_add(text, " timeout=");
		duration_add(text, plan->timeout_ms);
	}
}

static void describe_codes(struct text *text, const struct exitcode_rules *rules)
{
	for (int code = 0; code < 256; code++)
		if (rules->to[code] != code)
			text_add(text, " %d:%d", code, rules->to[code]);
	if (rules->stop)
		text_add(text, " stop:%d", rules->stop_to);
}

static void describe(struct text *text, const struct options *options)
{
	if (options->preset->letters[0])
		text_add(text, " as=%s", options->preset->name);
	describe_signals(text, options);
	describe_plan(text, &options->plan);
	describe_codes(text, &options->exit_code);
	if (options->sweep_ms != 3000) {
		text_add(text, " sweep=");
		duration_add(text, options->sweep_ms);
	}
	if (options->parent_death_signal)
		text_add(text, " death=%d", options->parent_death_signal);
	if (options->verbosity)
		text_add(text, " v=%d", options->verbosity);
	if (options->scope != (strcmp(options->preset->name, "foster") == 0 ? SCOPE_AUTO : SCOPE_CHILD))
		text_add(text, " %s", plan_scope_name(options->scope));
	text_add(text, options->on_exit == ON_EXIT_SWEEP ? "%s" : options->on_exit == ON_EXIT_LEAVE ? " leave%s" :
	         " term-group%s", options->wait_tree ? " wait-tree" : "");
	text_add(text, "%s%s%s%s%s%s%s%s", options->shield ? " shield" : "", options->session ? " session" : "",
	         options->subreaper ? "" : " no-subreaper", options->warn_reap ? " warn-reap" : "",
	         options->pause ? " pause" : "", options->json ? " json" : "", options->inspect_json ? " document" : "",
	         options->kernel_reaping ? "" : " no-kernel-reaping");
	if (options->color)
		text_add(text, " color=%d", options->color);
	if (options->termination_log)
		text_add(text, " log=%s", options->termination_log);
	if (options->stray)
		text_add(text, " stray:%s", options->stray);
	text_add(text, " |");
	for (char **word = options->operands; *word; word++)
		text_add(text, " %s", *word);
}

static void judge(const struct row *row)
{
	char got[PARSE_BYTES] = "", error[PARSE_BYTES];
	struct text got_text = TEXT_IN(got), error_text = TEXT_IN(error);
	struct parse_words words;
	struct options options;
	enum mode mode = parse_with(&options, &words, row->command, row->environment, &error_text);
	const char *shown = mode == MODE_USAGE_ERROR ? error : got;

	ck_assert_ptr_nonnull(options.preset);
	if (mode != MODE_USAGE_ERROR && mode < MODE_HELP)
		describe(&got_text, &options);
	ck_assert_msg(mode == row->mode && strcmp(shown, row->want) == 0,
	              "'%s' with '%s':\n   got %d '%s', error '%s'\n  want %d '%s'", row->command,
	              row->environment ? row->environment : "", mode, got, error, row->mode, row->want);
}

START_TEST(fine)
{
	judge(&FINE[_i]);
}
END_TEST

START_TEST(variables)
{
	judge(&VARIABLES[_i]);
}
END_TEST

START_TEST(peers)
{
	judge(&PEERS[_i]);
}
END_TEST

START_TEST(misuses)
{
	struct row row = MISUSES[_i];

	row.mode = MODE_USAGE_ERROR;
	judge(&row);
}
END_TEST

/* What foster makes of COMMAND and ENVIRONMENT: the options, or the error. */
static void describe_parsed(struct text *text, const char *command, const char *environment)
{
	struct parse_words words;
	struct options options;

	if (parse_with(&options, &words, command, environment, text) != MODE_USAGE_ERROR)
		describe(text, &options);
}

/*
 * What --help and the manual say: each option that sets something has a variable, FOSTER_ and its name, and it does
 * the same; an option that asks for something else than to run a command has none.
 */
START_TEST(options_are_variables)
{
	static const char *const VALUES[] = {
		[TYPE_SCOPE_IS] = "yes", [TYPE_SWITCH] = "yes", [TYPE_COUNT] = "2", [TYPE_DURATION] = "7s", [TYPE_SWEEP] = "7s",
		[TYPE_SIGNAL] = "HUP", [TYPE_SCOPE] = "tree", [TYPE_WAIT] = "tree", [TYPE_FORMAT] = "json",
		[TYPE_PROGRAM] = "tini", [TYPE_REWRITE] = "HUP:QUIT", [TYPE_STOP_ON] = "HUP", [TYPE_RUNG] = "QUIT/1s",
		[TYPE_EXIT_CODE] = "7:8",    [TYPE_PATH] = "/log",       [TYPE_COLOR] = "never",
	};
	const struct option_spec *spec = optiontable_row((size_t)_i);
	const char *name = optiontable_name(spec);
	const char *value = VALUES[spec->type], *rest = "x";
	char bytes[6][PARSE_BYTES];
	struct text variable = TEXT_IN(bytes[0]), option = TEXT_IN(bytes[1]), plain = TEXT_IN(bytes[2]);
	struct text without = TEXT_IN(bytes[3]), by_option = TEXT_IN(bytes[4]), by_variable = TEXT_IN(bytes[5]);

	if (_i == OPTION_SUBREAPER || _i == OPTION_KERNEL_REAPING) /* they are on anyway */
		value = "false";
	if (_i == OPTION_FORMAT || _i == OPTION_COLOR)
		rest = "--inspect";
	if (_i == OPTION_PAUSE)
		rest = "";
	text_add(&variable, "FOSTER_");
	for (const char *letter = name; *letter; letter++)
		text_add(&variable, "%c", *letter == '-' ? '_' : *letter - 'a' + 'A');
	text_add(&variable, "=%s", value);
	ck_assert_msg(optiontable_by_variable(bytes[0]) == (value ? spec : NULL), "%s", bytes[0]);
	if (!value)
		return;
	text_add(&plain, "foster %s", rest);
	text_add(&option, "foster --%s=%s %s", name, value, rest);
	describe_parsed(&without, bytes[2], NULL);
	describe_parsed(&by_option, bytes[1], NULL);
	describe_parsed(&by_variable, bytes[2], bytes[0]);
	ck_assert_str_eq(bytes[4], bytes[5]);
	ck_assert_msg(strcmp(bytes[3], bytes[4]) != 0 && bytes[4][0] == ' ', "%s: '%s'", bytes[1], bytes[4]);
}
END_TEST

/* A #! line: the kernel passes what is behind the interpreter as one word. */
START_TEST(one_word)
{
	static const struct {
		const char *word, *want;
	} ROWS[] = {
		{ "-v --", "-  is no option of foster (-h tells which are)" },
		{ "-t 5s", "-t: ' 5s' " DURATION_WORDS },
		{ "--scope=group --", "--scope: 'group --' " SCOPE_WORDS },
		{ "--shield --", "--shield -- is no option: did you mean --shield?" },
	};

	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
		char bytes[PARSE_BYTES], want_bytes[PARSE_BYTES], word[32], name[] = "foster", command[] = "x", *none[] = { NULL };
		char *argv[] = { name, word, command, NULL };
		struct text error = TEXT_IN(bytes), want = TEXT_IN(want_bytes);
		struct options options;

		strcpy(word, ROWS[i].word);
		text_add(&want, "%s; '%s' came as one word (env -S splits a #! line)", ROWS[i].want, word);
		ck_assert_int_eq(commandline_parse(&options, argv, none, false, &error), MODE_USAGE_ERROR);
		ck_assert_str_eq(bytes, want_bytes);
	}
}
END_TEST

/* Of a variable that no option has, the option that may have been meant. */
START_TEST(stray_variables)
{
	static const struct {
		const char *entry, *want;
	} ROWS[] = {
		{ "FOSTER_STOP_TIMOUT=8s", "stop-timeout" }, { "FOSTER_STOPSIGNAL=INT", "stop-signal" },
		{ "FOSTER_Stop_Timeout=8s", "stop-timeout" }, { "FOSTER_TIMEOUT=8s", "stop-timeout" },
		{ "FOSTER_GRACE_PERIOD=8s", "stop-timeout" }, { "FOSTER_LOG_LEVEL=debug", "verbose" }, { "FOSTER_DEBUG=1", "verbose" },
		{ "FOSTER_NO_SWEEP=1", "sweep" }, { "FOSTER_SHIELD", "shield" },
		/* names that an image or an orchestrator may have set, and those of what is no setting */
		{ "FOSTER_VERSION=1.0", NULL }, { "FOSTER_HELP=1", NULL }, { "FOSTER_KILL=TERM", NULL }, { "FOSTER_=8s", NULL },
		{ "FOSTER_PORT=tcp://10.0.0.1:80", NULL }, { "FOSTER_SERVICE_HOST=10.0.0.1", NULL }, { "FOSTER_HOME=/", NULL },
		{ "FOSTER_PORT_80_TCP_ADDR=10.0.0.1", NULL }, { "FOSTER_USER=x", NULL }, { "FOSTER_ID=1", NULL }, { "FOSTER_OS=x", NULL },
		{ "FOSTER_SHA256=0", NULL }, { "FOSTER_URL=x", NULL }, { "FOSTER_CONFIG=x", NULL }, { "FOSTER_OPTS=-v", NULL },
	};

	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
		const char *got = suggest_for_variable(ROWS[i].entry);

		ck_assert_msg(got == ROWS[i].want || (got && ROWS[i].want && strcmp(got, ROWS[i].want) == 0), "%s: got %s, want %s",
		              ROWS[i].entry, got ? got : "nothing", ROWS[i].want ? ROWS[i].want : "nothing");
	}
}
END_TEST

/* Which exit status a misuse has is its program's. */
START_TEST(usage_error_codes)
{
	static const struct {
		const char *name, *variable;
		int want;
	} ROWS[] = {
		{ "foster", "A=", 125 }, { "tini", "A=", 1 }, { "dumb-init", "A=", 1 }, { "/catatonit", "A=", 1 },
		{ "docker-init", "A=", 125 }, { "foster", "FOSTER_AS=tini", 1 }, { "tini", "FOSTER_AS=foster", 125 },
		{ "tini", "FOSTER_AS=x", 1 },
	};

	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
		char bytes[PARSE_BYTES];
		struct text error = TEXT_IN(bytes);
		struct parse_words words;
		struct options options;

		ck_assert_int_eq(parse_with(&options, &words, ROWS[i].name, ROWS[i].variable, &error), MODE_USAGE_ERROR);
		ck_assert_msg(options.preset->usage_error_code == ROWS[i].want, "%s with %s: got %d, want %d", ROWS[i].name,
		              ROWS[i].variable, options.preset->usage_error_code, ROWS[i].want);
	}
}
END_TEST

/* No argv[0] (execve(2) allowed that once), and a error that doesn't fit. */
START_TEST(extremes)
{
	char word[] = "--nonsense", name[] = "foster", small[8];
	char *none[] = { NULL }, *argv[] = { name, word, NULL };
	struct text error = TEXT_IN(small);
	struct options options;

	text_clear(&error);
	ck_assert_int_eq(commandline_parse(&options, none, none, false, &error), MODE_USAGE_ERROR);
	ck_assert_ptr_eq(options.operands, none);
	ck_assert_int_eq(commandline_parse(&options, argv, none, false, &error), MODE_USAGE_ERROR);
	ck_assert_str_eq(small, "--nonse");
	ck_assert(error.cut);
}
END_TEST

UNIT_TESTS(commandline)
{
	tcase_add_loop_test(tcase, fine, 0, ROWS_OF(FINE));
	tcase_add_loop_test(tcase, variables, 0, ROWS_OF(VARIABLES));
	tcase_add_loop_test(tcase, peers, 0, ROWS_OF(PEERS));
	tcase_add_loop_test(tcase, misuses, 0, ROWS_OF(MISUSES));
	tcase_add_loop_test(tcase, options_are_variables, 0, OPTION_COUNT);
	tcase_add_test(tcase, one_word);
	tcase_add_test(tcase, stray_variables);
	tcase_add_test(tcase, usage_error_codes);
	tcase_add_test(tcase, extremes);
}
