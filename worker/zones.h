/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zones.h -- time zones, from the system's own list.
 *
 * The text is tzdata.zi, which every distribution's tzdata has: rules, zones
 * and links in the compact form of the zic compiler.  zones_load() reads it
 * once, before any layer of the lockdown; from then on zones_find() is pure.
 * Without the file a worker knows UTC and fixed offsets only.
 */
#ifndef CORDON_WORKER_ZONES_H
#define CORDON_WORKER_ZONES_H

#include <stddef.h>
#include <stdint.h>

/* 112 kB in 2025; a longer one is not read. */
#define ZONES_BYTES_MAX (256 * 1024)

struct zone_at {
	double from_s, until_s; /* the offset holds in between */
	int32_t offset_s; /* east of UTC */
	int32_t save_s; /* how much of it is summer time */
	char name[64]; /* as the list spells it */
	char abbrev[16]; /* "EST", "CEST"; numbers where there is none */
};

void zones_load(void);
/* What zones_load() read. */
const char *zones_text(size_t *ret_n);

/* The zone's offset at t seconds since 1970; -1 when there is no such zone.
 * Names are taken in any case. */
int zones_find(const char *text, size_t n, const char *name, double t,
    struct zone_at *ret);

#endif
