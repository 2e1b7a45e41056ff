/* SPDX-License-Identifier: MIT */
/* The one way in which all unit tests run: a suite with one test case, which a function fills. */
#ifndef FOSTER_TESTS_UNIT_H
#define FOSTER_TESTS_UNIT_H

#include <check.h>
#include <stdlib.h>

#define ROWS_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Runs the tests that FILL adds to the case, as the suite NAME. The exit status. */
static inline int unit_run(const char *name, void (*fill)(TCase *tcase))
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner = srunner_create(suite);
	int failed;

	fill(tcase);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The tests of a file, and its main: UNIT_TESTS(name) { tcase_add_test(tcase, ...); ... } */
#define UNIT_TESTS(name)                                                                                                \
	static void fill(TCase *tcase);                                                                                  \
	int main(void)                                                                                                   \
	{                                                                                                                \
		return unit_run(#name, fill);                                                                            \
	}                                                                                                                \
	static void fill(TCase *tcase)

#endif
