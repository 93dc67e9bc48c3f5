/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service.h -- egress's end of the pair: calls in (rpc.h), replies out.
 *
 * A run has at most CALLS_UPSTREAM_MAX requests under way, and a connector as
 * many as its in_flight says, of all runs; more of them wait in order.  A released call is stopped at once and answered no more.
 */
#ifndef CORDON_BROKER_EGRESS_SERVICE_H
#define CORDON_BROKER_EGRESS_SERVICE_H

#include <ev.h>

#include "broker/egress/connector.h"
#include "common/base/err.h"

struct service;

/*
 * Says it is ready.  Borrows the spawner; owns the set, read from dir, and, if
 * it succeeds, fd.
 * `ended` is called once, when the broker is gone (ERR_GONE) or broke the
 * protocol.
 */
struct service *service_new(struct ev_loop *loop, int fd, const char *dir,
    struct connector_set *set, struct spawner *spawner,
    void (*ended)(void *arg, const struct err *why), void *arg, struct err *e);
void service_free(struct service *s);

#endif
