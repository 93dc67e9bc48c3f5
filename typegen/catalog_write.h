/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog_write.h -- tables grown in memory, then one file.  Shared by the
 * readers of each kind of description; nothing else includes it.
 */
#ifndef CORDON_TYPEGEN_CATALOG_WRITE_H
#define CORDON_TYPEGEN_CATALOG_WRITE_H

#include "common/base/buf.h"
#include "common/base/err.h"
#include "typegen/catalog_file.h"

struct cat_write {
	struct buf table[CAT_TABLES];
	struct { /* hash of strings written: equal ones are stored once */
		struct cat_slot *slots;
		uint32_t n, used;
	} strings;
};

int cat_write_open(struct cat_write *w, struct err *e);
void cat_write_close(struct cat_write *w);
/* Offset of a string, NULL counting as "". */
uint32_t cat_write_string(struct cat_write *w, const char *s);
/* Appends an entry; the size is the table's. */
void cat_write_add(struct cat_write *w, enum cat_table t, const void *entry);
uint32_t cat_write_count(const struct cat_write *w, enum cat_table t);
/* Adds a name under which operation `op` is found. */
void cat_write_name(struct cat_write *w, const char *name, uint32_t op);
/* Sorts, checks and writes the file atomically. */
int cat_write_file(struct cat_write *w, const char *name, const char *title,
    const char *path, struct err *e);

#endif
