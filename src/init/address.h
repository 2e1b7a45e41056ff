/* SPDX-License-Identifier: MIT */
/*
 * The variables by which a manager addresses the process that it has started, which is foster: socket activation
 * (sd_listen_fds(3)), the watchdog (sd_watchdog_enabled(3)), the journal (systemd.exec(5)).
 */
#ifndef FOSTER_ADDRESS_H
#define FOSTER_ADDRESS_H

enum {
	ADDRESSED = 4,      /* variables that may name foster */
	ADDRESSED_MAX = 40, /* bytes of one: LISTEN_PIDFDID= and 64 bits */
};

/*
 * What of VARIABLES names the caller's parent, foster, is to name the caller, the workload: it is written anew in
 * ROOM. An id that can't be had is worse than none, so that variable is taken out.
 */
void address_workload(char room[ADDRESSED][ADDRESSED_MAX], char **variables);

#endif
