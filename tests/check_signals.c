/* SPDX-License-Identifier: MIT */
/* signals.h: masks as kernels of other word sizes and byte orders lay them out. */
#include "base/signals.h"
#include "base/signame.h"
#include "unit.h"

static const struct {
	size_t word_bytes;
	bool big_endian;
	uint64_t mask, want;
} LAYOUTS[] = {
	{ 8, false, UINT64_C(0x0123456789abcdef), UINT64_C(0x0123456789abcdef) },
	{ 8, true, UINT64_C(0x0123456789abcdef), UINT64_C(0x0123456789abcdef) },
	{ 4, false, UINT64_C(0x0123456789abcdef), UINT64_C(0x0123456789abcdef) },
	{ 4, true, UINT64_C(0x0123456789abcdef), UINT64_C(0x89abcdef01234567) }, /* ppc32: signals 1 to 32 come first */
	{ 4, true, UINT64_C(1), UINT64_C(1) << 32 },
	{ 4, true, UINT64_MAX, UINT64_MAX },
};

START_TEST(layouts)
{
	uint64_t got = signals_words(LAYOUTS[_i].mask, LAYOUTS[_i].word_bytes, LAYOUTS[_i].big_endian);
	uint64_t back = signals_words(got, LAYOUTS[_i].word_bytes, LAYOUTS[_i].big_endian);

	ck_assert_msg(got == LAYOUTS[_i].want, "row %d: got %llx", _i, (unsigned long long)got);
	ck_assert_msg(back == LAYOUTS[_i].mask, "row %d: and back: %llx", _i, (unsigned long long)back);
}
END_TEST

UNIT_TESTS(signals)
{
	tcase_add_loop_test(tcase, layouts, 0, ROWS_OF(LAYOUTS));
}
