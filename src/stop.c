/* SPDX-License-Identifier: MIT */
/* The machine that walks a stop plan. Decides only; whoever drives it sends the signals. */
#include "stop.h"

#include <signal.h>

#include "duration.h"
#include "compiler.h"
#include "signame.h"

static int64_t after(int64_t now_ms, int64_t wait_ms)
{
	return wait_ms == DURATION_NEVER ? STOP_NEVER : now_ms + wait_ms;
}

/* Sends (again) the signal of the rung that is out; LATEST is the request, for a rung that has no signal of its own. */
static struct stop_step send_rung(struct stop *stop, const struct plan *plan, int latest)
{
	const struct rung *rung = &plan->rungs[stop->rung];
	int signal = rung->signal == RUNG_REQUEST ? latest : rung->signal;

	if (signal && signal != SIGKILL)
		stop->sent |= signal_bit(signal);
	return (struct stop_step){ .due = true, .signal = signal, .scope = rung->scope };
}

static struct stop_step enter_rung(struct stop *stop, const struct plan *plan, int rung, int64_t now_ms)
{
	stop->state = STOP_ON_RUNG;
	stop->rung = rung;
	stop->rung_ends_ms = after(now_ms, plan->rungs[rung].wait_ms);
	return send_rung(stop, plan, stop->request);
}

static struct stop_step kill_all(struct stop *stop)
{
	stop->state = STOP_KILLING;
	return (struct stop_step){ .due = true, .kill = true, .signal = SIGKILL, .scope = SCOPE_TREE };
}

struct stop_step stop_request(struct stop *stop, const struct plan *plan, int signal, int64_t now_ms)
{
	switch (stop->state) {
	case STOP_NOT_ASKED:
		stop->request = signal;
		stop->asked_ms = now_ms;
		stop->ends_ms = after(now_ms, plan->timeout_ms);
		return plan->timeout_ms == 0 ? kill_all(stop) : enter_rung(stop, plan, 0, now_ms);
	case STOP_ON_RUNG:
		return send_rung(stop, plan, signal);
	case STOP_KILLING:
	case STOP_STATE_COUNT:
		break;
	}
	return (struct stop_step){ 0 };
}

struct stop_step stop_tick(struct stop *stop, const struct plan *plan, int64_t now_ms)
{
	if (stop->state != STOP_ON_RUNG || now_ms < stop_deadline(stop))
		return (struct stop_step){ 0 };
	if (now_ms >= stop->ends_ms || stop->rung + 1 >= plan->count)
		return kill_all(stop);
	return enter_rung(stop, plan, stop->rung + 1, now_ms);
}

int64_t stop_deadline(const struct stop *stop)
{
	if (stop->state != STOP_ON_RUNG)
		return STOP_NEVER;
	return stop->rung_ends_ms < stop->ends_ms ? stop->rung_ends_ms : stop->ends_ms;
}

int64_t stop_kill_ms(const struct stop *stop, const struct plan *plan)
{
	int64_t last_ms = stop->rung_ends_ms;

	if (stop->state != STOP_ON_RUNG)
		return STOP_NEVER;
	for (int i = stop->rung + 1; i < plan->count; i++)
		last_ms = last_ms == STOP_NEVER ? STOP_NEVER : after(last_ms, plan->rungs[i].wait_ms);
	return last_ms < stop->ends_ms ? last_ms : stop->ends_ms;
}
