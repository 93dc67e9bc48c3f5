/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lexer.h -- text to tokens, one at a time.
 *
 * The parser says what a `/` or a `}` means: it calls lexer_regex() or
 * lexer_template_rest() when the token it holds begins one.  A fault is
 * recorded once, in *diag; from then on every token is T_EOF.  The struct may
 * be copied and put back to look ahead.
 */
#ifndef CORDON_WORKER_LOWER_LEXER_H
#define CORDON_WORKER_LOWER_LEXER_H

#include "worker/lower/atom.h"
#include "worker/lower/lower.h"

enum tok {
	T_EOF,
	T_NAME, /* keywords too: see .kw */
	T_PRIVATE,
	T_NUM,
	T_BIGINT,
	T_STR,
	T_TEMPLATE,
	T_REGEX,
#define PUNCT(n, s, p) T_##n,
#include "worker/lower/token.def"
#undef PUNCT
	T_COUNT,
};

struct token {
	uint8_t t;
	uint8_t kw; /* 0 when the name has an escape in it */
	bool nl; /* a line ends before it */
	bool escaped;
	bool tail; /* of a template: no substitution follows */
	bool bad; /* a template text that only a tag may see; octal escape */
	uint32_t pos, end, line;
	struct atom *atom; /* name, string, template text, regex source */
	struct atom *raw; /* template text as written, regex flags, number */
};

struct lexer {
	const char *src;
	uint32_t len, i, line;
	bool failed, smart_quotes;
	bool bigint; /* a literal was seen */
	bool apart; /* the output's own globals are called otherwise */
	struct arena *arena;
	struct atoms *atoms;
	struct lower_diag *diag;
	struct token tok;
	uint32_t prev_end, fail_pos;
};

void lexer_next(struct lexer *x);
void lexer_regex(struct lexer *x);
void lexer_template_rest(struct lexer *x);
/* Cuts the first character, which is `t`, off a token such as `>>`. */
void lexer_split(struct lexer *x, enum tok t);
void lexer_fail(struct lexer *x, uint32_t pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Line and column of a position, in characters. */
void lexer_place(const struct lexer *x, uint32_t pos, struct lower_diag *d);
const char *lexer_punct(unsigned t); /* "=>" */
int lexer_precedence(unsigned t);
/* Of white space (1), line ends (2) at s; *ret_n bytes. */
int lexer_space(const char *s, uint32_t n, uint32_t *ret_n);

/* lex_text.c: what stands between quotes. */
void lex_text_string(struct lexer *x, uint32_t close, uint32_t close2);
void lex_text_template(struct lexer *x, uint32_t from);
struct atom *lex_text_name(struct lexer *x, bool *ret_escaped);

#endif
