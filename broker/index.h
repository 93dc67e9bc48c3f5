/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index.h -- the compiled catalogs of a configuration, kept fresh.
 *
 * A catalog is stale when it is missing, older than its document or than its
 * connector's file, or of another version of cordon.
 */
#ifndef CORDON_BROKER_INDEX_H
#define CORDON_BROKER_INDEX_H

#include "broker/conf.h"
#include "typegen/catalog.h"

/* As index_stale, and every byte of it is looked at. */
bool index_damaged(const struct conf_connector *c);
bool index_stale(const struct conf_connector *c);
/* Compiles one.  *ret is the caller's to fini (ret->losses). */
int index_build(const struct conf_connector *c, struct catalog_report *ret,
    struct err *e);
/* Of an MCP server: asks it for its tools, now.  Nothing for others. */
int index_ask(const struct conf_connector *c, struct err *e);
/* Compiles the stale ones, silently; passes over the unseen. */
int index_refresh(const struct conf *conf, struct err *e);

struct index_set {
	const struct catalog **list; /* in conf's order, without the unseen */
	size_t n;
};
/* Refreshes and opens all. */
int index_open(const struct conf *conf, struct index_set *ret, struct err *e);
void index_close(struct index_set *s);
/* One of them by its connector's name, or an error that names the nearest. */
const struct catalog *index_find(const struct index_set *s, const char *name,
    struct err *e);

#endif
