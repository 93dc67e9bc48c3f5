/* SPDX-License-Identifier: Apache-2.0 */
/*
 * connector.h -- what egress keeps of each connector: its catalog, its
 * credential, prepared requests, and connections by tenant.
 *
 * A set is one reading of the configuration.  After a reload the old set stays
 * until its last fetch ended, so nothing under way sees a change.
 */
#ifndef CORDON_BROKER_EGRESS_CONNECTOR_H
#define CORDON_BROKER_EGRESS_CONNECTOR_H

#include <ev.h>

#include "broker/conf.h"
#include "broker/egress/credential.h"
#include "broker/egress/fetch_loop.h"
#include "broker/egress/request.h"

/* Connections of one connector are kept apart for so many tenants; the least
 * recently seen idle one makes room. */
#define CONNECTOR_TENANTS_MAX 256

struct connector;
struct connector_set;

/* Returns new.  A connector whose secret cannot be read is there, and says so
 * when it is used and in the log; if it could be in `before`, the last reading
 * or NULL, it keeps that one's. */
struct connector_set *connector_set_read(struct ev_loop *loop,
    struct spawner *spawner, const char *dir,
    const struct connector_set *before, struct err *e);
void connector_set_free(struct connector_set *s);
/* Moves to `s` the catalogs of `before`, which is not asked for plans any more,
 * for the programs that began with them. */
void connector_set_inherit(struct connector_set *s,
    struct connector_set *before);
/* NULL, and why, if there is none or it cannot work. */
struct connector *connector_find(struct connector_set *s, const char *name,
    struct err *e);
/* The prepared operation; its name goes to *ret_name. */
/* Is one of its two catalogs that which the broker chose the operation from?
 * If not the file is opened anew, and asked again; the one before stays.  -1:
 * an operation's index means another. */
int connector_agree(struct connector *c, uint64_t content, struct err *e);
const struct request_plan *connector_plan(struct connector *c, uint32_t op,
    const char **ret_name, struct err *e);
/* The operation of that name, for when the catalog was made anew meanwhile;
 * `name` NULL: the index holds.  -1: there is none any more. */
int64_t connector_named(struct connector *c, uint32_t op, const char *name,
    struct err *e);
/* Of an MCP server: the tool's own name, found so. */
const char *connector_tool(struct connector *c, uint32_t op, const char *name,
    struct err *e);
/* How many calls of it are made at once. */
size_t connector_in_flight(const struct connector_set *s, const char *name);
const struct conf_connector *connector_conf(const struct connector *c);
const struct conf *connector_set_conf(const struct connector_set *s);
struct credential *connector_credential(const struct connector *c);
const char *const *connector_networks(const struct connector *c);

/* That tenant's connections, held until connector_release(). */
struct connections;
struct connections *connector_hold(struct connector *c, const char *tenant);
struct fetch_loop *connector_loop(struct connections *c);
void connector_release(struct connections *c);
/* Nothing of it is held. */
bool connector_set_idle(const struct connector_set *s);

#endif
