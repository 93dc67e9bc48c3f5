/* SPDX-License-Identifier: Apache-2.0 */
/* store_int.h -- between the files of store/. */
#ifndef CORDON_BROKER_STORE_STORE_INT_H
#define CORDON_BROKER_STORE_STORE_INT_H

#include <sqlite3.h>

#include "broker/store/store.h"

struct store {
	sqlite3 *db;
	int64_t version; /* PRAGMA data_version as last seen */
	int wal_pages; /* after the last change */
};

int store_fail(struct store *s, const char *what, struct err *e);
/* Prepared, with the tenant as its first value; NULL on failure. */
sqlite3_stmt *store_for(struct store *s, const char *sql, const char *tenant,
    struct err *e);
/* To its end, and freed; rows are ignored. */
int store_run(struct store *s, sqlite3_stmt *st, struct err *e);
/* A time or a count; SQLite's integers are signed. */
uint64_t store_u64(sqlite3_stmt *st, int column);
enum score_level store_level(sqlite3_stmt *st, int column);

#endif
