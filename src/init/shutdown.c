/* SPDX-License-Identifier: MIT */
/* The machine that walks a stop plan. Decides only; act.c sends the signals. */
#include "init/shutdown.h"

#include <signal.h>

#include "base/compiler.h"
#include "base/clock.h"
#include "base/duration.h"
#include "base/signame.h"

/* WAIT_MS after FROM_MS; never where one of them is never. */
static int64_t after(int64_t from_ms, int64_t wait_ms)
{
	if (from_ms == SHUTDOWN_NEVER || wait_ms == DURATION_NEVER)
		return SHUTDOWN_NEVER;
	return from_ms + wait_ms;
}

/* Sends (again) the signal of the rung that is out; LATEST is the request, for a rung that has no signal of its own. */
static struct shutdown_step send_rung(struct shutdown *shutdown, const struct plan *plan, int latest)
{
	const struct rung *rung = &plan->rungs[shutdown->rung];
	int signal = rung->signal;

	if (signal == RUNG_REQUEST)
		signal = latest;
	if (signal && signal != SIGKILL)
		shutdown->sent |= signal_bit(signal);
	return (struct shutdown_step){ .due = true, .signal = signal, .scope = rung->scope };
}

static struct shutdown_step enter_rung(struct shutdown *shutdown, const struct plan *plan, int rung, int64_t now_ms)
{
	shutdown->state = SHUTDOWN_ON_RUNG;
	shutdown->rung = rung;
	shutdown->rung_ends_ms = after(now_ms, plan->rungs[rung].wait_ms);
	return send_rung(shutdown, plan, shutdown->request);
}

static struct shutdown_step kill_all(struct shutdown *shutdown)
{
	shutdown->state = SHUTDOWN_KILLING;
	return (struct shutdown_step){ .due = true, .kill = true, .signal = SIGKILL, .scope = SCOPE_TREE };
}

struct shutdown_step shutdown_request(struct shutdown *shutdown, const struct plan *plan, int signal, int64_t now_ms)
{
	switch (shutdown->state) {
	case SHUTDOWN_NOT_ASKED:
		shutdown->request = signal;
		shutdown->asked_ms = now_ms;
		shutdown->ends_ms = after(now_ms, plan->timeout_ms);
		if (plan->timeout_ms == 0)
			return kill_all(shutdown);
		return enter_rung(shutdown, plan, 0, now_ms);
	case SHUTDOWN_ON_RUNG:
		return send_rung(shutdown, plan, signal);
	case SHUTDOWN_KILLING:
	case SHUTDOWN_STATE_COUNT:
		break;
	}
	return (struct shutdown_step){ 0 };
}

struct shutdown_step shutdown_tick(struct shutdown *shutdown, const struct plan *plan, int64_t now_ms)
{
	if (shutdown->state != SHUTDOWN_ON_RUNG || now_ms < shutdown_deadline(shutdown))
		return (struct shutdown_step){ 0 };
	if (now_ms >= shutdown->ends_ms || shutdown->rung + 1 >= plan->count)
		return kill_all(shutdown);
	return enter_rung(shutdown, plan, shutdown->rung + 1, now_ms);
}

int64_t shutdown_deadline(const struct shutdown *shutdown)
{
	if (shutdown->state != SHUTDOWN_ON_RUNG)
		return SHUTDOWN_NEVER;
	return clock_earlier(shutdown->rung_ends_ms, shutdown->ends_ms);
}

int64_t shutdown_kill_ms(const struct shutdown *shutdown, const struct plan *plan)
{
	int64_t last_ms = shutdown->rung_ends_ms;

	if (shutdown->state != SHUTDOWN_ON_RUNG)
		return SHUTDOWN_NEVER;
	for (int i = shutdown->rung + 1; i < plan->count; i++)
		last_ms = after(last_ms, plan->rungs[i].wait_ms);
	return clock_earlier(last_ms, shutdown->ends_ms);
}
