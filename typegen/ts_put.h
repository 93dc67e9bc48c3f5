/* SPDX-License-Identifier: Apache-2.0 */
/* ts_put.h -- a type while it is written; for ts*.c only. */
#ifndef CORDON_TYPEGEN_TS_PUT_H
#define CORDON_TYPEGEN_TS_PUT_H

#include "typegen/ts.h"

/* Where a type stands: decides which operators need brackets. */
enum ts_place { TS_TOP, TS_IN_INTERSECTION, TS_IN_ARRAY };

struct ts_put {
	struct ts *t;
	enum ts_mode mode;
	unsigned depth;
	unsigned guard; /* objects and arrays around: a type may name itself */
	uint32_t self; /* the type that is declared, or TS_NONE */
	bool one_way; /* something in it belongs to one direction only */
	bool lines; /* the outermost object gets a line a property */
	bool object_lines; /* this is that object */
	const json_t *inherited; /* "type" of the schema a part belongs to */
	const json_t *whole; /* the schema whose parts hold at once, or NULL */
};

void ts_put_type(struct ts_put *p, const json_t *schema, enum ts_place place,
    struct buf *out);
/* The same of one whose words were read. */
void ts_put_words(struct ts_put *p, const struct keywords *s,
    enum ts_place place, struct buf *out);
void ts_put_object(struct ts_put *p, const struct keywords *s,
    struct buf *out);
void ts_put_array(struct ts_put *p, const struct keywords *s,
    struct buf *out);

#endif
