/* SPDX-License-Identifier: Apache-2.0 */
/* lockdown_int.h -- between the files of lockdown; for nobody else. */
#ifndef CORDON_WORKER_LOCKDOWN_INT_H
#define CORDON_WORKER_LOCKDOWN_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "worker/lockdown.h"

#define LAYER_BIT(l) ((uint32_t)1 << (l))

/* One lockdown_template() on its way. */
struct lockdown {
	const struct lockdown_opts *o;
	uint32_t active;
	bool vdso_gone;
};

/* A layer could not be had: 0 if configuration allows that, else -1 and a
 * message made of the layer, `what` and errno. */
int lockdown_lacks(struct lockdown *l, enum lockdown_layer layer,
    const char *what, struct err *e);

/* lockdown_ns.c: namespaces, the empty root, becoming pid 1. */
int lockdown_ns(struct lockdown *l, struct err *e);
int lockdown_ns_factory(struct lockdown *l, struct err *e);
int lockdown_ns_enter(struct lockdown *l, struct err *e);
int lockdown_ns_pid1(struct lockdown *l, struct err *e);

/* lockdown_priv.c: uid, capabilities, no_new_privs, Landlock. */
int lockdown_priv_uid(const struct lockdown_opts *o, struct err *e);
int lockdown_priv(struct lockdown *l, struct err *e);
/* What lockdown_ns() and lockdown_priv() need, kept over exec. */
int lockdown_priv_keep(struct err *e);

/* lockdown_mem.c: the end of all memory, limits, dump, executable memory, clocks. */
void lockdown_mem_goes_first(void);
int lockdown_mem_pid1(struct err *e);
int lockdown_mem_vdso(struct lockdown *l, struct err *e);
int lockdown_mem(struct lockdown *l, struct err *e);
int lockdown_mem_worker(const struct lockdown_opts *o, struct err *e);

/* lockdown_check.c: layers without effect are lacking.  Namespaces are told
 * by what /proc says before and after, while there is a /proc. */
int lockdown_check(struct lockdown *l, struct err *e);
void lockdown_check_note(uint64_t was[LAYER_MAX]);
int lockdown_check_moved(struct lockdown *l, const uint64_t was[LAYER_MAX],
    uint32_t layers, struct err *e);

#define LOCKDOWN_TEMPLATE_FILES 4096 /* see lockdown_mem.c */

void lockdown_canaries(struct lockdown *l, struct lockdown_canaries *ret);
/* lockdown.c: in a canary, what its template would have got. */
void lockdown_has(uint32_t active);

/* lockdown_filter.c: both filters are built before the first is loaded. */
int lockdown_filter_build(struct lockdown *l, struct err *e);
int lockdown_filter_template(struct lockdown *l, struct err *e);
int lockdown_filter_worker(struct err *e);

#endif
