/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text to tokens, without a parser to say what a slash or a brace means: each
 * begins a pattern or goes on with a template every other time.  Tokens are in
 * order and inside the text; it ends, and a fault says why.
 */
#include <stdlib.h>
#include <string.h>

#include "worker/lower/lexer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
next(struct lexer *x, unsigned turn)
{
	if (turn % 2 == 1 && (x->tok.t == T_SLASH || x->tok.t == T_SLASH_A))
		lexer_regex(x);
	else if (turn % 2 == 1 && x->tok.t == T_RBRACE)
		lexer_template_rest(x);
	else if (turn % 3 == 2 && x->tok.t == T_SAR)
		lexer_split(x, T_GT);
	else
		lexer_next(x);
}

/* The struct may be copied and put back: the same token comes again. */
static void
look_ahead(struct lexer *x)
{
	struct lexer save = *x;
	struct token a, b;

	lexer_next(x);
	a = x->tok;
	*x = save;
	if (save.failed)
		return;
	lexer_next(x);
	b = x->tok;
	if (a.t != b.t || a.pos != b.pos || a.end != b.end || a.atom != b.atom)
		abort();
	*x = save;
}

static void
check(const struct lexer *x, uint32_t before)
{
	if (x->failed ? x->tok.t != T_EOF || x->diag->msg[0] == '\0'
		      : x->tok.pos > x->tok.end || x->tok.end > x->len ||
		    x->tok.pos < before)
		abort();
	if (x->tok.atom != NULL && x->tok.atom->s == NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	jmp_buf full;
	struct atoms atoms = { 0 };
	struct lower_diag diag = { 0 };
	struct lexer x = { 0 };
	uint32_t before;
	unsigned turn;

	if (size > 1 << 16)
		return 0;
	arena_init(&arena, &full);
	if (setjmp(full) != 0)
		abort(); /* no input is so large */
	turn = (unsigned)size;
	before = 0;
	x.src = (const char *)data;
	x.len = (uint32_t)size;
	x.line = 1;
	x.smart_quotes = size % 5 == 4;
	x.arena = &arena;
	x.atoms = &atoms;
	x.diag = &diag;
	atom_init(&atoms, &arena);
	lexer_next(&x);
	while (x.tok.t != T_EOF) {
		check(&x, before);
		before = x.tok.pos;
		if (turn % 7 == 0)
			look_ahead(&x);
		next(&x, turn++);
	}
	check(&x, 0);
	lexer_place(&x, x.failed ? x.fail_pos : x.len, &diag);
	if (diag.line == 0 || diag.column == 0)
		abort();
	arena_fini(&arena);
	return 0;
}
