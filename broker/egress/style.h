/* SPDX-License-Identifier: Apache-2.0 */
/*
 * style.h -- one parameter's value as the text its place wants.
 *
 * OpenAPI 3.1, "Style Values" and "Style Examples"; RFC 6570 where that is
 * silent.  Pure.  Values inside arrays and objects that are themselves arrays
 * or objects have no meaning there but in deepObject: they travel as JSON.
 * Members that are null are left out, as RFC 6570 does.
 */
#ifndef CORDON_BROKER_EGRESS_STYLE_H
#define CORDON_BROKER_EGRESS_STYLE_H

#include <jansson.h>

#include "common/base/buf.h"
#include "typegen/catalog.h"

struct style {
	const char *name; /* on the wire */
	enum param_style style;
	bool explode;
	bool reserved; /* allowReserved */
	bool plain; /* no percent-encoding: a header */
};

/* Appends what stands in a path segment or a header. */
void style_simple(struct buf *out, const struct style *s, const json_t *v);
/* Appends name=value pairs, each but the buffer's first after `sep`. */
void style_pairs(struct buf *out, const struct style *s, const json_t *v,
    const char *sep);
/* A scalar's text: strings as they are, the rest as JSON. */
void style_text(struct buf *out, const json_t *v);

#endif
