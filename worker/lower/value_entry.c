/* SPDX-License-Identifier: Apache-2.0 */
/* Where a program that only declares begins, and with what. */
#include <string.h>

#include "worker/lower/emit.h"
#include "worker/lower/value.h"

/* Of several that are exported, or members, which one the program is. */
bool
value_is_entry(const struct atom *a)
{
	static const char *const words[] = { "default", "main", "run",
		"handler", "execute" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i]) == a->len &&
		    memcmp(words[i], a->s, a->len) == 0)
			return true;
	}
	return false;
}

bool
value_has_entry(const struct node *n)
{
	if (n->kind == N_OBJECT) {
		for (n = n->a; n != NULL; n = n->next) {
			if (n->kind == N_PROP && n->op != PROP_GET &&
			    n->op != PROP_SET && !(n->flags & NF_COMPUTED) &&
			    n->a->kind == N_ID && n->b->kind == N_FUNC &&
			    value_is_entry(n->a->atom))
				return true;
		}
		return false;
	}
	if (n->kind != N_CLASS)
		return false;
	for (const struct member *m = n->cls->members; m != NULL; m = m->next) {
		if (m->kind == M_METHOD && !m->computed &&
		    m->key->kind == N_ID && value_is_entry(m->key->atom))
			return true;
	}
	return false;
}

/* ["github","slack"] of { github, slack: s } */
static void
keys(struct emit *e, const struct node *pattern)
{
	const char *comma = "";

	buf_addc(e->out, '[');
	for (const struct node *m = pattern->a; m != NULL; m = m->next) {
		if (m->kind != N_PROP || (m->flags & NF_COMPUTED) ||
		    m->a->kind != N_ID)
			continue;
		emit_str(e, comma);
		emit_quoted(e, m->a->atom);
		comma = ",";
	}
	buf_addc(e->out, ']');
}

void
value_arguments(struct emit *e, const struct func *f)
{
	for (const struct node *n = f->params; n != NULL; n = n->next) {
		buf_addc(e->out, ',');
		if (n->kind == N_OBJECT)
			keys(e, n);
		else if (n->kind == N_ID)
			emit_quoted(e, n->atom);
		else
			emit_str(e, "\"\"");
	}
}

/* Words that a text is unlikely to hold unless it is code. */
static bool
holds_code(const struct node *n)
{
	static const char *const words[] = { "return ", "await ", "=> ",
		"const " };

	if (n->kind != N_STR && (n->kind != N_TEMPLATE || n->a != NULL))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (n->atom != NULL &&
		    memmem(n->atom->s, n->atom->len, words[i],
			strlen(words[i])) != NULL)
			return true;
	}
	return false;
}

const char *
value_is_text(const struct node *list)
{
	const struct node *n;

	if (list == NULL || list->next != NULL || list->kind != S_EXPR)
		return NULL;
	n = list->a;
	if (holds_code(n))
		return "the program is a string with code in it: "
		       "send the code itself";
	if (n->kind != N_OBJECT)
		return NULL;
	for (n = n->a; n != NULL; n = n->next) {
		if (n->kind != N_PROP || n->a->kind != N_STR)
			return NULL; /* no JSON */
		if (n->a->atom->len == 4 &&
		    memcmp(n->a->atom->s, "code", 4) == 0 && holds_code(n->b))
			return "the program is JSON with code in its member "
			       "'code': send the code itself";
	}
	return NULL;
}
