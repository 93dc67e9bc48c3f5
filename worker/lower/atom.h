/* SPDX-License-Identifier: Apache-2.0 */
/*
 * atom.h -- each distinct name or string once, so that equal means same
 * pointer.  An atom also carries what scope analysis knows about the name.
 */
#ifndef CORDON_WORKER_LOWER_ATOM_H
#define CORDON_WORKER_LOWER_ATOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "worker/lower/arena.h"

enum kw {
	KW_NONE,
#define KEYWORD(x) KW_##x,
#include "worker/lower/keyword.def"
#undef KEYWORD
	KW_COUNT,
};
#define KW_RESERVED_LAST KW_with
#define KW_STRICT_LAST KW_public

struct binding;

struct func;

struct atom {
	const char *s; /* UTF-8; lone surrogates as three bytes */
	uint32_t len;
	uint32_t hash;
	struct atom *next;
	struct binding *cur; /* innermost visible one, during analysis */
	struct func *in_params; /* the last function whose parameters use it */
	uint32_t bindings; /* how many in the program */
	uint32_t serial; /* of renamed copies */
	uint8_t kw;
	uint8_t root; /* enum lower_root, once asked */
	bool tested; /* calls.h: the program asks what it has */
	bool is_name; /* seen as an identifier, not only as a string */
	bool global; /* somewhere refers to no binding of the program */
};

struct atoms {
	struct arena *arena;
	struct atom **slots;
	uint32_t mask, count;
};

/* Once, what all tables share; a process that forks does it before. */
void atom_prepare(void);
void atom_init(struct atoms *t, struct arena *a);
static inline bool
atom_is(const struct atom *a, enum kw k)
{
	return a != NULL && a->kw == k;
}
/* Never NULL; for who needs one where the text has none. */
struct atom *atom_keyword(struct atoms *t, enum kw k);
const char *atom_word(enum kw k);
/* `s` must outlive the table.  Never NULL. */
struct atom *atom_get(struct atoms *t, const char *s, size_t len);
/* NULL: not there. */
struct atom *atom_find(const struct atoms *t, const char *s, size_t len);
bool atom_is_ascii_name(const struct atom *a);

#endif
