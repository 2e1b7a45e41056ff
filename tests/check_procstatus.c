/* SPDX-License-Identifier: MIT */
/* procstatus.c: status files as kernels write them, and as they must not be. */
#include <stdlib.h>
#include <string.h>

#include "proc/procstatus.h"
#include "unit.h"

#define MASKS "SigPnd:\t0000000000000001\nShdPnd:\t0000000000004000\nSigBlk:\t8000000000000000\n" \
              "SigIgn:\t0000000000001000\nSigCgt:\t0000000180014203\n"
#define LEAST "State:\tS (sleeping)\nPPid:\t1\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\n"

static const struct {
	const char *data;
	struct procstatus want;
} GOOD[] = {
	{ "Name:\tnginx\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t7\nNgid:\t0\nPid:\t7\nPPid:\t1\nTracerPid:\t0\n"
	  "Uid:\t0\t33\t34\t35\nGid:\t0\t0\t0\t0\nFDSize:\t64\nGroups:\t1 2 3 \nNStgid:\t7\nNSpid:\t7\nNSpgid:\t7\nNSsid:\t7\n"
	  "VmPeak:\t    3776 kB\nThreads:\t3\nSigQ:\t0/96365\n" MASKS "CapInh:\t0000000000000000\n",
	  { .name = "nginx", .state = 'S', .pid = 7, .parent = 1, .threads = 3, .uid = 33, .pending = 1,
	    .shared_pending = 0x4000, .blocked = UINT64_C(1) << 63, .ignored = 0x1000, .caught = 0x180014203 } },
	{ LEAST, { .state = 'S', .parent = 1 } },
	{ "Name:\t\n" LEAST, { .state = 'S', .parent = 1 } },
	{ "Name:\tSigBlk:\tffffffffffffffff\n" LEAST, { .name = "SigBlk:\tffffffffffffffff", .state = 'S', .parent = 1 } },
	{ "Name:\ta\\nState:\\tZ\\\\\n" LEAST, { .name = "a\nState:tZ\\", .state = 'S', .parent = 1 } },
	{ "Name:\t\x1b[2J\xff\\\n" LEAST, { .name = "\x1b[2J\xff\\", .state = 'S', .parent = 1 } },
	{ "Name:\tkworker/R-0123456789012345678901234567890123456789012345678901234567890123456789\n" LEAST,
	  { .name = "kworker/R-01234567890123456789012345678901234567890123456789012", .state = 'S', .parent = 1 } },
	{ "State:\tZ (zombie)\nPid:\t12\nPPid:\t0\nNSpid:\t12\t1\nSigBlk:\t1\nSigIgn:\t2\nSigCgt:\t4",
	  { .state = 'Z', .pid = 12, .init = true, .level = 1, .blocked = 1, .ignored = 2, .caught = 4 } },
	{ "State:\tS\nPid:\t1\nPPid:\t0\nNSpid:\t1\nSigBlk:\t1\nSigIgn:\t2\nSigCgt:\t4\n",
	  { .state = 'S', .pid = 1, .init = true, .blocked = 1, .ignored = 2, .caught = 4 } },
	{ "State:\tS\nPid:\t1\nPPid:\t0\nSigBlk:\t1\nSigIgn:\t2\nSigCgt:\t4\n", /* before Linux 4.1 */
	  { .state = 'S', .pid = 1, .init = true, .blocked = 1, .ignored = 2, .caught = 4 } },
	{ "State:\tS\nPid:\t9\nPPid:\t1\nNSpid:\t9\t4\t2\nSigBlk:\t1\nSigIgn:\t2\nSigCgt:\t4\n",
	  { .state = 'S', .pid = 9, .parent = 1, .level = 2, .blocked = 1, .ignored = 2, .caught = 4 } },
};

static const char *const BAD[] = {
	"",
	"\n",
	"Name:\tx\n",
	"PPid:\t1\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t1\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t1\nSigBlk:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t1\nSigBlk:\t0\nSigIgn:\t0\n",
	"State:\nPPid:\t1\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\t\x01\nPPid:\t1\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t-1\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t2147483648\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t1\nUid:\t0\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t1\nUid:\t0\t4294967296\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t1\nSigBlk:\t10000000000000000\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t1\nSigBlk:\tx\nSigIgn:\t0\nSigCgt:\t0\n",
	"State:\tS\nPPid:\t1\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:",
};

/* A copy without a NUL behind it, so that a sanitizer sees a read too far. */
static char *exact(const char *data, size_t length)
{
	char *copy = malloc(length ? length : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, length);
	return copy;
}

START_TEST(good)
{
	size_t length = strlen(GOOD[_i].data);
	const struct procstatus *want = &GOOD[_i].want;
	char *data = exact(GOOD[_i].data, length);
	struct procstatus got;

	ck_assert_msg(procstatus_parse(&got, data, length), "%s\nwas refused", GOOD[_i].data);
	free(data);
	ck_assert_str_eq(got.name, want->name);
	ck_assert_int_eq(got.state, want->state);
	ck_assert_int_eq(got.pid, want->pid);
	ck_assert_int_eq(got.parent, want->parent);
	ck_assert_int_eq(got.threads, want->threads);
	ck_assert_int_eq(got.init, want->init);
	ck_assert_int_eq(got.level, want->level);
	ck_assert_uint_eq(got.uid, want->uid);
	ck_assert_uint_eq(got.blocked, want->blocked);
	ck_assert_uint_eq(got.ignored, want->ignored);
	ck_assert_uint_eq(got.caught, want->caught);
	ck_assert_uint_eq(got.pending, want->pending);
	ck_assert_uint_eq(got.shared_pending, want->shared_pending);
}
END_TEST

START_TEST(bad)
{
	size_t length = strlen(BAD[_i]);
	char *data = exact(BAD[_i], length);
	struct procstatus got;

	ck_assert_msg(!procstatus_parse(&got, data, length), "%s\nwas taken", BAD[_i]);
	free(data);
}
END_TEST

/* A buffer that was too small ends anywhere: what is whole is taken, and nothing behind the end is read. */
START_TEST(cut_anywhere)
{
	size_t whole = strlen(GOOD[0].data);

	for (size_t length = 0; length <= whole; length++) {
		char *data = exact(GOOD[0].data, length);
		struct procstatus got;
		bool taken = procstatus_parse(&got, data, length);

		free(data);
		ck_assert_msg(taken || length < whole, "whole, and refused");
		ck_assert_msg(!taken || strstr(GOOD[0].data, "SigCgt:\t") + 8 < GOOD[0].data + length, "taken at %zu bytes", length);
	}
}
END_TEST

#define MORE " 9 9 18446744073709551615 1 1 1 0 0 0 2147483647 4096 16384"
#define REST " 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456" MORE
static const struct {
	const char *data;
	struct procstat want;
	bool taken;
} STATS[] = {
	{ "7 (nginx) S 1" REST, { .parent = 1, .group = 7, .session = 7, .started = 123456 }, true },
	{ "7 (a b) S 12" REST, { .parent = 12, .group = 7, .session = 7, .started = 123456 }, true },
	{ "7 (a) S 99 (b) T 13" REST, { .parent = 13, .group = 7, .session = 7, .stopped = true, .started = 123456 }, true },
	{ "7 (a) t 13 6 5 34816 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 9" MORE,
	  { .parent = 13, .group = 6, .session = 5, .terminal = true, .started = 9 }, true },
	{ "7 (a) Z 13 6 5 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 2 0 9" MORE, { .parent = 13, .group = 6, .session = 5, .started = 9 },
	  true },
	{ "7 (a) Z 13" REST, { .parent = 13, .group = 7, .session = 7, .ended = true, .started = 123456 }, true },
	{ "7 (\n) R 0" REST, { .group = 7, .session = 7, .started = 123456 }, true },
	{ "9 (kworker/0:1) I 2 0 0 0 -1 69238880 0 0 0 0 0 5 0 0 20 0 1 0 31" MORE, { .parent = 2, .kernel = true, .started = 31 }, true },
	{ "9 (rt) S 2 0 0 0 -1 64 0 0 0 0 0 5 0 0 -51 -20 1 0 18446744073709551615" MORE, { .parent = 2, .started = UINT64_MAX }, true },
	{ "7 (x) S 14", { 0 }, false },
	{ "7 (x) S 14 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456 9 9", { 0 }, false },
	{ "7 (x) S 14 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0", { 0 }, false },
	{ "7 (x) S", { 0 }, false },
	{ "7 (x) S ", { 0 }, false },
	{ "7 (x)", { 0 }, false },
	{ "7 (x) S -1" REST, { 0 }, false },
	{ "7 (x) S 2147483648" REST, { 0 }, false },
	{ "7 x S 1" REST, { 0 }, false },
	{ ")", { 0 }, false },
	{ "", { 0 }, false },
};

START_TEST(stats)
{
	size_t length = strlen(STATS[_i].data);
	char *data = exact(STATS[_i].data, length);
	struct procstat got;
	bool taken = procstatus_stat(&got, data, length);

	free(data);
	ck_assert_msg(taken == STATS[_i].taken, "%s: taken: %d", STATS[_i].data, taken);
	ck_assert(!taken || (got.blocked == 2147483647 && got.ignored == 4096 && got.caught == 16384));
	ck_assert_msg(!taken || (got.parent == STATS[_i].want.parent && got.kernel == STATS[_i].want.kernel &&
	                         got.started == STATS[_i].want.started && got.group == STATS[_i].want.group &&
	                         got.session == STATS[_i].want.session && got.ended == STATS[_i].want.ended &&
	                         got.stopped == STATS[_i].want.stopped && got.terminal == STATS[_i].want.terminal),
	              "%s: got %d %d %llu, %d %d, %d %d %d", STATS[_i].data, got.parent, got.kernel,
	              (unsigned long long)got.started, got.group, got.session, got.ended, got.stopped, got.terminal);
}
END_TEST

static const struct {
	char state;
	int threads;
	bool want;
} ENDED[] = { { 'S', 1, false }, { 'Z', 1, true }, { 'Z', 0, true }, { 'Z', 2, false }, { 'X', 1, true }, { 'X', 2,
	true } };

START_TEST(a_process_without_its_main_thread_has_not_ended)
{
	struct procstatus status = { .state = ENDED[_i].state, .threads = ENDED[_i].threads };

	ck_assert_msg(procstatus_has_ended(&status) == ENDED[_i].want, "%c with %d threads", status.state, status.threads);
}
END_TEST

static const struct {
	const char *data;
	uint64_t want;
} DESCRIPTORS[] = {
	{ "pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t1057\nsigmask:\tfffffffffffbfeff\n", UINT64_C(0xfffffffffffbfeff) },
	{ "sigmask:\t0000000000004000", 0x4000 },
	{ "sigmask:\t1\nsigmask:\t2\n", 3 },
	{ "sigmask:\t\n", 0 },
	{ "sigmask:", 0 },
	{ "pos:\t0\nflags:\t02\n", 0 },
	{ "", 0 },
};

START_TEST(descriptors)
{
	size_t length = strlen(DESCRIPTORS[_i].data);
	char *data = exact(DESCRIPTORS[_i].data, length);
	uint64_t got = procstatus_signalfd(data, length);

	free(data);
	ck_assert_msg(got == DESCRIPTORS[_i].want, "%s: got %llx", DESCRIPTORS[_i].data, (unsigned long long)got);
}
END_TEST

static const struct {
	const char *data;
	int want;
	uint64_t argument;
} SYSCALLS[] = {
	{ "128 0x7ffca7803f60 0x7ffca7803ea0 0x0 0x8 0x0 0x7f240a9da6d0 0x7ffca7803e70 0x7f240a81bc2f\n", 128,
	  UINT64_C(0x7ffca7803f60) },
	{ "0 0xffffffffffffffff", 0, UINT64_MAX },
	{ "running\n", -1, 0 },
	{ "-1 0x7ffca7803e70 0x7f240a81bc2f\n", -1, 0 },
	{ "128", -1, 0 },
	{ "128 0x", -1, 0 },
	{ "128 0xg", -1, 0 },
	{ "", -1, 0 },
};

START_TEST(syscalls)
{
	size_t length = strlen(SYSCALLS[_i].data);
	char *data = exact(SYSCALLS[_i].data, length);
	uint64_t argument = 0;
	int got = procstatus_syscall(data, length, &argument);

	free(data);
	ck_assert_msg(got == SYSCALLS[_i].want && (got < 0 || argument == SYSCALLS[_i].argument), "%s: got %d, %llx",
	              SYSCALLS[_i].data, got, (unsigned long long)argument);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

UNIT_TESTS(procstatus)
{
	tcase_add_loop_test(tcase, good, 0, COUNT(GOOD));
	tcase_add_loop_test(tcase, bad, 0, COUNT(BAD));
	tcase_add_test(tcase, cut_anywhere);
	tcase_add_loop_test(tcase, stats, 0, COUNT(STATS));
	tcase_add_loop_test(tcase, a_process_without_its_main_thread_has_not_ended, 0, COUNT(ENDED));
	tcase_add_loop_test(tcase, descriptors, 0, COUNT(DESCRIPTORS));
	tcase_add_loop_test(tcase, syscalls, 0, COUNT(SYSCALLS));
}
