/* SPDX-License-Identifier: Apache-2.0 */
/* lockdown.c -- the order of the layers; see lockdown.h. */
#include "worker/lockdown.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "worker/lockdown_int.h"

static const char *const names[LAYER_MAX] = {
#define LAYER(name, word) [LAYER_##name] = word,
#include "common/base/layers.def"
#undef LAYER
};

/* What lockdown_template() got: workers inherit it. */
static uint32_t template_active;

const char *
lockdown_layer_name(enum lockdown_layer l)
{
	return l < LAYER_MAX ? names[l] : "unknown";
}

uint32_t
lockdown_layer_bit(const char *name)
{
	for (unsigned i = 0; i < LAYER_MAX; i++) {
		if (strcmp(names[i], name) == 0)
			return LAYER_BIT(i);
	}
	return 0;
}

uint32_t
lockdown_not_built(void)
{
#ifdef CORDON_SANITIZED
	/* Sanitizers and gcov map, read clocks and open files as they like. */
	return LAYER_BIT(LAYER_FILTER) | LAYER_BIT(LAYER_MDWE) |
	    LAYER_BIT(LAYER_TSC);
#else
	return 0;
#endif
}

static char whys[LAYER_MAX][ERR_MSG_MAX];

const char *
lockdown_why(enum lockdown_layer l)
{
	return l < LAYER_MAX ? whys[l] : "";
}

int
lockdown_lacks(struct lockdown *l, enum lockdown_layer layer, const char *what,
    struct err *e)
{
	struct err why;

	l->active &= ~LAYER_BIT(layer);
	err_sys(&why, "%s", what);
	(void)snprintf(whys[layer], sizeof whys[layer], "%s", why.msg);
	if ((l->o->may_lack & LAYER_BIT(layer)) != 0)
		return 0;
	return err_set(e, ERR_SYS, "isolation layer %s cannot be had: %.400s "
	    "(see cordon doctor)", names[layer], why.msg);
}

/* Every signal as a fresh process has it: what the broker ignores or blocks
 * must not be what a worker survives by.  Deaths are read by a signalfd. */
static void
reset_signals(void)
{
	sigset_t deaths;

	for (int i = 1; i < NSIG; i++)
		(void)signal(i, SIG_DFL);
	(void)sigemptyset(&deaths);
	(void)sigaddset(&deaths, SIGCHLD);
	(void)sigprocmask(SIG_SETMASK, &deaths, NULL);
}

static int
template_layers(struct lockdown *l, struct err *e)
{
	/* The filters need memory, descriptors and files: first built, last
	 * loaded.  Landlock needs a descriptor: before the limits. */
	if (lockdown_filter_build(l, e) < 0 || lockdown_mem_vdso(l, e) < 0 ||
	    lockdown_priv_uid(l->o, e) < 0 || lockdown_ns(l, e) < 0 ||
	    lockdown_ns_pid1(l, e) < 0 || lockdown_priv(l, e) < 0 ||
	    lockdown_mem(l, e) < 0 || lockdown_check(l, e) < 0)
		return -1;
	if (l->o->canaries != NULL)
		lockdown_canaries(l, l->o->canaries);
	if (l->o->before_filter != NULL && l->o->before_filter(e) < 0)
		return -1;
	return lockdown_filter_template(l, e);
}

int
lockdown_factory(const struct lockdown_opts *o, struct err *e)
{
	struct lockdown_opts mine = *o;
	struct lockdown l = { .o = &mine, .active = 0 };

	reset_signals();
	lockdown_mem_goes_first();
	if (lockdown_ns_factory(&l, e) < 0)
		return -1;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ?
	    err_sys(e, "PR_SET_NO_NEW_PRIVS") : 0;
}

int
lockdown_enter(const struct lockdown_opts *o, uint32_t *ret_active,
    struct err *e)
{
	struct lockdown_opts mine = *o;
	struct lockdown l = { .o = &mine, .active = o->born };
	bool own;

	mine.may_lack |= lockdown_not_built();
	if (lockdown_priv_uid(&mine, e) < 0)
		return -1;
	own = geteuid() == o->uid;
	if (lockdown_ns_enter(&l, e) < 0 || lockdown_priv_keep(e) < 0)
		return -1;
	*ret_active = l.active;
	return own ? 1 : 0;
}

int
lockdown_template(const struct lockdown_opts *o, uint32_t *ret_active,
    struct err *e)
{
	struct lockdown_opts mine = *o;
	struct lockdown l = { .o = &mine, .active = o->born };

	mine.may_lack |= lockdown_not_built();
	reset_signals();
	if (o->entered && lockdown_mem_pid1(e) < 0)
		return -1;
	lockdown_mem_goes_first();
	if (template_layers(&l, e) < 0)
		return -1;
	template_active = l.active;
	*ret_active = l.active;
	return 0;
}

void
lockdown_has(uint32_t active)
{
	template_active = active;
}

static int
close_others(int fd, struct err *e)
{
	if ((fd > 0 && close_range(0, (unsigned)fd - 1, 0) < 0) ||
	    close_range((unsigned)fd + 1, ~0U, 0) < 0)
		return err_sys(e, "close_range");
	return 0;
}

int
lockdown_worker(const struct lockdown_opts *o, uint32_t *ret_active,
    struct err *e)
{
	uint32_t active = template_active;

	if (close_others(o->rpc_fd, e) < 0)
		return -1;
	/* With a pid namespace the kernel kills us when the template dies. */
	if ((active & LAYER_BIT(LAYER_PID_NS)) == 0 &&
	    prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return err_sys(e, "PR_SET_PDEATHSIG");
	if (lockdown_mem_worker(o, e) < 0)
		return -1;
	if ((active & LAYER_BIT(LAYER_FILTER)) != 0 &&
	    lockdown_filter_worker(e) < 0)
		return -1;
	*ret_active = active;
	return 0;
}
