/* SPDX-License-Identifier: Apache-2.0 */
/* catalog_read.h -- the mapping, for catalog*.c and search*.c only. */
#ifndef CORDON_TYPEGEN_CATALOG_READ_H
#define CORDON_TYPEGEN_CATALOG_READ_H

#include "typegen/catalog.h"
#include "typegen/catalog_file.h"

struct catalog {
	const unsigned char *base;
	size_t size;
	const struct cat_header *h; /* checked by catalog_open */
};

/* Never NULL: a place outside the table is "", an entry of zeros. */
const char *cat_string(const struct catalog *c, uint32_t at);
const void *cat_entry(const struct catalog *c, enum cat_table t, uint32_t i);

#endif
