/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens to tree, as a program and as a script: whatever the text, a tree
 * whose nodes lie in it and in order of their parents, or a fault that says
 * why and where.
 */
#include <stdlib.h>
#include <string.h>

#include "worker/lower/parse.h"
#include "worker/lower/recover.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Lists are long, trees are not deep: LOWER_DEPTH_MAX and a spine. */
static void
check_list(const struct parser *p, const struct node *n, unsigned depth)
{
	for (; n != NULL; n = n->next) {
		if (n->pos > p->x.len || n->end > p->x.len || n->line == 0 ||
		    n->height > PARSE_HEIGHT_MAX)
			abort();
		if (depth == 0)
			continue;
		check_list(p, n->a, depth - 1);
		check_list(p, n->b, depth - 1);
		check_list(p, n->c, depth - 1);
		check_list(p, n->d, depth - 1);
		if (n->kind == N_FUNC && n->fn == NULL)
			abort();
		if (n->kind == N_FUNC && !n->fn->expr_body)
			check_list(p, n->fn->body, depth - 1);
		if ((n->kind == N_ID || n->kind == N_STR) && n->atom == NULL)
			abort();
	}
}

static void
parse(const char *text, const struct reading *r, bool program)
{
	struct arena arena;
	jmp_buf full;
	struct atoms atoms = { 0 };
	struct lower_diag diag = { 0 };
	struct parser p = { 0 };
	struct func *f;

	arena_init(&arena, &full);
	if (setjmp(full) != 0)
		abort(); /* no input is so large */
	p.x.src = text;
	p.x.i = r->from;
	p.x.len = r->to;
	p.x.line = r->line;
	p.x.smart_quotes = r->smart;
	p.x.arena = p.arena = &arena;
	p.x.atoms = p.atoms = &atoms;
	p.x.diag = &diag;
	p.object = r->object;
	atom_init(&atoms, &arena);
	f = parse_program(&p, program);
	if (p.x.failed ? diag.msg[0] == '\0' || p.x.fail_pos > p.x.len
		       : f == NULL)
		abort();
	if (!p.x.failed)
		check_list(&p, f->body, 12);
	arena_fini(&arena);
}

/* Blank is all that becomes of a character; places stay. */
static void
check_copy(const char *text, char *copy, size_t size)
{
	for (size_t i = 0; copy != NULL && i < size; i++) {
		if (copy[i] != text[i] && (copy[i] != ' ' || text[i] == '\n'))
			abort();
	}
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct reading all[READINGS_MAX];
	unsigned n;

	if (size > 1 << 16)
		return 0;
	check_copy(text, recover_cells(text, (uint32_t)size), size);
	check_copy(text, recover_code(text, (uint32_t)size), size);
	(void)recover_is_prose(text, (uint32_t)size);
	n = recover_readings(text, (uint32_t)size, all);
	for (unsigned i = 0; i < n; i++) {
		if (all[i].from > all[i].to || all[i].to > size ||
		    all[i].line == 0)
			abort();
		parse(text, &all[i], true);
	}
	parse(text, &(struct reading){ .to = (uint32_t)size, .line = 1 },
	    false);
	return 0;
}
