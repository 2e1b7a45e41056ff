/* SPDX-License-Identifier: MIT */
/*
 * Every kind of message, once: its name in JSON and the level that shows it. The man page lists them, and a test
 * compares.
 */
#ifndef FOSTER_EVENT_H
#define FOSTER_EVENT_H

/* Shown from which verbosity on. */
enum level {
	LEVEL_ERROR = -1,  /* always */
	LEVEL_WARNING = 0,
	LEVEL_INFO = 1,    /* -v */
	LEVEL_DEBUG = 2,   /* -vv */
	LEVEL_TRACE = 3,   /* -vvv */
};

/* X(constant, name in JSON, level) */
#define EVENTS(X)                                                                        \
	X(EVENT_ERROR, "error", LEVEL_ERROR)               /* foster cannot start */     \
	X(EVENT_WARNING, "warning", LEVEL_WARNING)         /* an oddity */               \
	X(EVENT_START, "start", LEVEL_INFO)                /* the workload runs */       \
	X(EVENT_FORWARD, "forward", LEVEL_INFO)            /* a signal was passed on */  \
	X(EVENT_DROP, "drop", LEVEL_INFO)                  /* a signal was not */        \
	X(EVENT_UNDELIVERED, "undelivered", LEVEL_WARNING) /* it could not be */         \
	X(EVENT_STOP, "stop", LEVEL_INFO)                  /* a request to stop */       \
	X(EVENT_STEP, "step", LEVEL_INFO)                  /* a further rung */          \
	X(EVENT_KILL, "kill", LEVEL_WARNING)               /* SIGKILL, for what and why */\
	X(EVENT_ENDED, "ended", LEVEL_INFO)                /* the workload ended */      \
	X(EVENT_CRASH, "crash", LEVEL_WARNING)             /* by a signal not foster's */\
	X(EVENT_ASK, "ask", LEVEL_INFO)                    /* a process is asked to end */\
	X(EVENT_REFUSED, "refused", LEVEL_WARNING)         /* the workload can't take that */\
	X(EVENT_BUSY, "busy", LEVEL_INFO)                  /* who takes it is still there */\
	X(EVENT_WAITING, "waiting", LEVEL_WARNING)         /* so is who can't */        \
	X(EVENT_SWEEP, "sweep", LEVEL_INFO)                /* leftovers are asked to end */\
	X(EVENT_LEFT, "left", LEVEL_WARNING)               /* something outlived it all */\
	X(EVENT_REAP, "reap", LEVEL_DEBUG)                 /* an orphan was reaped */    \
	X(EVENT_ORPHAN, "orphan", LEVEL_WARNING)           /* the same, --warn-reap */   \
	X(EVENT_TERMINAL, "terminal", LEVEL_DEBUG)         /* foreground and job control */\
	X(EVENT_LOST, "lost", LEVEL_WARNING)               /* messages not written */    \
	X(EVENT_REAPER, "reaper", LEVEL_INFO)              /* who reaps from here on */\
	X(EVENT_END, "end", LEVEL_INFO)                    /* the closing sentence */

#define EVENT_CONSTANT(constant, name, level) constant,
enum event { EVENTS(EVENT_CONSTANT) EVENT_COUNT };
#undef EVENT_CONSTANT

#endif
