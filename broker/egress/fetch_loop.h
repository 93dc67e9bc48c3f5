/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fetch_loop.h -- curl's multi interface in the event loop.  One a tenant and
 * connector: connections, and what is authenticated on them, are not shared.
 */
#ifndef CORDON_BROKER_EGRESS_FETCH_LOOP_H
#define CORDON_BROKER_EGRESS_FETCH_LOOP_H

#include <curl/curl.h>
#include <ev.h>
#include <stdbool.h>

struct fetch_easy;
struct fetch_loop;

/* From the loop, once a transfer ended; the handle is no longer in the multi.
 * CURLINFO_PRIVATE of `easy` is whatever its owner set. */
typedef void fetch_loop_done(CURL *easy, CURLcode result);

/* NULL without memory. */
struct fetch_loop *fetch_loop_new(struct ev_loop *loop, fetch_loop_done *done);
/* Not from a done callback of the same loop. */
void fetch_loop_free(struct fetch_loop *l);
CURLMcode fetch_loop_add(struct fetch_loop *l, CURL *easy);
/* What was added goes out at once, not when the loop turns; its callbacks are
 * called, but for `done`. */
void fetch_loop_now(struct fetch_loop *l);
void fetch_loop_remove(struct fetch_loop *l, CURL *easy);
/* From now on each request has a connection of its own, as with HTTP/1.1: the
 * upstream takes fewer streams on one than libcurl begins before it is told. */
void fetch_loop_narrow(struct fetch_loop *l);
bool fetch_loop_narrowed(const struct fetch_loop *l);
/* A handle of an exchange that ended, to be used again; or NULL. */
struct fetch_easy *fetch_loop_take(struct fetch_loop *l);
/* Takes the handle; some are kept. */
void fetch_loop_keep(struct fetch_loop *l, struct fetch_easy *h);

struct ev_loop *fetch_loop_ev(const struct fetch_loop *l);
/* One repeat for ten requests, and a few in advance: an upstream in trouble
 * is not given more of it. */
bool fetch_loop_may_repeat(struct fetch_loop *l);

#endif
