/* SPDX-License-Identifier: MIT */
/* describe.c: another foster's command line and environment, and what is said of its plan. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "tools/describe.h"
#include "unit.h"

/* As /proc shows them: each word ends in NUL, and the literal's own NUL stands behind the last. */
#define NUMBERS_ONLY "/sbin/foster\0--\0nginx\0"
#define REST ", and to others from the top where that can't take it"
#define SWEEP "; what outlives the workload is sent SIGTERM from the top, and SIGKILL 3s later unless a stop is under way."
#define BLIND " (as far as its command line says: its environment can't be read)."

#define DATA(literal) literal, sizeof(literal) - 1

static const struct {
	const char *words;
	long length;
	const char *variables;
	long bytes;
	int signal;
	const char *want;
} ROWS[] = {
	{ DATA(NUMBERS_ONLY), DATA(""), SIGTERM, "1 is foster: on SIGTERM it sends SIGTERM to the workload" REST ", and sets no limit" SWEEP },
	{ DATA(NUMBERS_ONLY), NULL, -1, SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload" REST ", and sets no limit; what outlives the "
	  "workload is sent SIGTERM from the top, and SIGKILL 3s later unless a stop is under way" BLIND },
	{ DATA("foster\0-t\0" "8s\0sh\0-c\0exit\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload" REST ", to all who were not asked 3s before the end, and "
	  "SIGKILL to all that is left 8s after the request" SWEEP },
	{ DATA("docker-init\0--\0nginx\0"), DATA("PATH=/bin\0FOSTER_STOP_TIMEOUT=1m30s\0FOSTER_STOP_SIGNAL=QUIT\0"), SIGQUIT,
	  "1 is foster: on SIGQUIT or SIGTERM it sends SIGQUIT to the workload" REST ", to all who were not asked 3s before the "
	  "end, and SIGKILL to all that is left 1m30s after the request" SWEEP },
	{ DATA("foster\0--stop-signal\0TERM/20s,INT@group/8s,QUIT@tree/1s\0pg\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload, 20s later SIGINT to the workload's process group, 8s later SIGQUIT "
	  "to all below foster" REST ", and SIGKILL to all that is left 29s after the request" SWEEP },
	{ DATA("foster\0--stop-signal\0TERM/20s,INT\0-t\0" "5\0pg\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload, 20s later SIGINT to the workload" REST ", and SIGKILL to all that "
	  "is left 5s after the request" SWEEP },
	{ DATA("foster\0--stop-signal\0none/10s,QUIT\0--scope\0tree\0pg\0"), DATA(""), SIGQUIT,
	  "1 is foster: on SIGTERM it sends nothing, 10s later SIGQUIT to all below foster, and sets no limit" SWEEP },
	{ DATA("foster\0-r\0TERM:QUIT\0nginx\0"), DATA(""), SIGQUIT,
	  "1 is foster: on SIGTERM it sends SIGQUIT to the workload" REST ", and sets no limit" SWEEP },
	{ DATA("foster\0--stop-on\0TERM,INT\0sh\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGINT or SIGTERM it sends that to the workload" REST ", and sets no limit" SWEEP },
	{ DATA("foster\0--stop-on\0INT\0sh\0"), DATA(""), SIGINT,
	  "1 is foster: on SIGINT it sends SIGINT to the workload" REST ", and sets no limit" SWEEP },
	{ DATA("foster\0-r\0TERM:0\0sh\0"), DATA(""), SIGTERM, "1 is foster: no signal is a request to stop" SWEEP },
	{ DATA("foster\0-t\0" "0\0sh\0"), DATA(""), SIGKILL, "1 is foster: on SIGTERM it kills everything at once" SWEEP },
	{ DATA("foster\0--sweep\0off\0sh\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload" REST ", and sets no limit; what outlives the workload is left alone." },
	{ DATA("foster\0--sweep\0" "0\0sh\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload" REST ", and sets no limit; what outlives the workload is killed at once." },
	{ DATA("foster\0--sweep\0never\0sh\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload" REST ", and sets no limit; what outlives the workload is sent SIGTERM from the top." },
	{ DATA("foster\0--wait\0tree\0sh\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload" REST ", and sets no limit; it ends with the last process of the tree." },
	{ DATA("tini\0-g\0--\0sh\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload's process group, and sets no limit; it ends with the workload." },
	{ DATA("/usr/bin/dumb-init\0sh\0"), DATA(""), SIGTERM,
	  "1 is foster: on SIGTERM it sends SIGTERM to the workload's process group, and sets no limit; it ends with the workload, and sends "
	  "SIGTERM to what is left of its group." },
	{ DATA("catatonit\0-P\0"), DATA(""), SIGTERM, "1 is foster: it runs nothing, reaps, and ends on SIGTERM or SIGINT." },
	{ DATA("foster\0--pause\0"), NULL, -1, SIGTERM,
		"1 is foster: it runs nothing, reaps, and ends on SIGTERM or SIGINT" BLIND },
	{ DATA("foster\0--list-signals\0"), DATA(""), SIGTERM, "1 is foster: its command line has no plan." },
	{ DATA(""), DATA(""), SIGTERM, "1 is foster: its command line has no plan." },
	{ "", -1, DATA(""), SIGTERM, "1 is foster: its command line has no plan." },
};

/* A copy that may be written to, with one NUL behind it. */
static char *copy_of(const char *data, long length)
{
	size_t size = length > 0 ? (size_t)length : 0;
	char *copy = calloc(size + 1, 1);

	ck_assert_ptr_nonnull(copy);
	if (size)
		memcpy(copy, data, size);
	return copy;
}

static struct description description;
static char bytes[4096];

static const char *describe(const char *words, long length, const char *variables, long count)
{
	char *theirs = copy_of(words, length);
	char *environment = copy_of(variables, count);
	struct text text = TEXT_IN(bytes);

	text_clear(&text);
	describe_read(&description, theirs, length, environment, count, false);
	describe_add(&text, &description, 1);
	free(theirs);
	free(environment);
	return bytes;
}

START_TEST(sentences)
{
	const char *got = describe(ROWS[_i].words, ROWS[_i].length, ROWS[_i].variables, ROWS[_i].bytes);
	int signal = describe_signal(&description);

	ck_assert_msg(strcmp(got, ROWS[_i].want) == 0, "row %d:\ngot  %s\nwant %s", _i, got, ROWS[_i].want);
	ck_assert_msg(signal == ROWS[_i].signal, "%s: got signal %d, want %d", ROWS[_i].want, signal, ROWS[_i].signal);
}
END_TEST

START_TEST(misuse)
{
	const char *got = describe(DATA("foster\0-t\0soon\0sh\0"), DATA(""));

	ck_assert_msg(strstr(got, "its command line has no plan: ") && strstr(got, "soon"), "%s", got);
}
END_TEST

/* More words and variables than there is room for: what is behind them is the workload's, or makes the sentence say so. */
START_TEST(long_ones)
{
	enum { MANY = 3 * DESCRIBE_WORDS_MAX };
	static char words[2 * MANY], variables[2 * MANY];

	for (int i = 0; i < MANY; i++) {
		words[2 * i] = 'w';
		variables[2 * i] = 'v';
	}
	ck_assert_ptr_nonnull(strstr(describe(words, sizeof(words), DATA("")), "on SIGTERM it sends"));
	ck_assert_ptr_null(strstr(bytes, "can't be read"));
	ck_assert_ptr_nonnull(strstr(describe(DATA(NUMBERS_ONLY), variables, sizeof(variables)), "can't be read"));
}
END_TEST

UNIT_TESTS(describe)
{
	tcase_add_loop_test(tcase, sentences, 0, ROWS_OF(ROWS));
	tcase_add_test(tcase, misuse);
	tcase_add_test(tcase, long_ones);
}
