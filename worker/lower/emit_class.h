/* SPDX-License-Identifier: Apache-2.0 */
/* emit_class.h -- for emit_class.c and emit_field.c only. */
#ifndef CORDON_WORKER_LOWER_EMIT_CLASS_H
#define CORDON_WORKER_LOWER_EMIT_CLASS_H

#include "worker/lower/emit.h"

bool emit_class_is_private(const struct member *m);
bool emit_class_is_field(const struct member *m); /* of each object */
bool emit_class_is_init(const struct member *m); /* or a #method of each */
void emit_class_key(struct emit *e, const struct member *m);
void emit_class_computed(struct emit *e, struct member *m);
void emit_class_home(struct emit *e, bool is_static);

/* Are the fields so few and plain that constructors print them? */
bool emit_field_is_inline(const struct cls *c);
/* A run of fields, from m, as one function; returns the last of the run. */
struct member *emit_field_run(struct emit *e, const struct cls *c,
    struct member *m);
/* What the first run would begin with, of a class without fields. */
void emit_field_rest(struct emit *e, const struct cls *c);
/* A static field or block as a function, and all calls of those. */
void emit_field_static(struct emit *e, struct member *m);
void emit_field_statics(struct emit *e, const struct cls *c);

#endif
