/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse.h -- tokens to tree, TypeScript's types dropped on the way.
 *
 * Every production is a function that leaves the first token it does not
 * own.  After a fault the token is T_EOF and nothing more is recorded, so
 * productions need not test; loops end at T_EOF.  Nodes are never NULL where
 * the grammar demands one.
 */
#ifndef CORDON_WORKER_LOWER_PARSE_H
#define CORDON_WORKER_LOWER_PARSE_H

#include "worker/lower/ast.h"
#include "worker/lower/lexer.h"

/* A left-leaning chain such as a + b + c or a.b().c(): walkers recurse. */
#define PARSE_HEIGHT_MAX 2000

struct parser {
	struct lexer x;
	struct arena *arena;
	struct atoms *atoms;
	struct func *fn;
	struct cls *cls;
	uint32_t depth, nodes, classes;
	bool no_in; /* the head of a for */
	bool in_cond; /* between ? and : */
	bool ambient; /* declare: bodies are not emitted */
	uint32_t open; /* line of the innermost "{" that is open, or 0 */
	bool program;
	const struct around *around; /* of a direct eval's text */
	bool no_conditional; /* type: `extends` belongs to `infer` */
	uint32_t cover; /* position of {a = 1}, 0: none */
	uint32_t proto; /* of a second __proto__ in a literal, 0: none */
	uint32_t suspend; /* of the last await or yield, in suspend_fn */
	const struct func *suspend_fn;
	uint32_t awaited; /* of the last await that is a name, in awaited_fn */
	const struct func *awaited_fn;
	bool object, block; /* as in recover.h */
	bool single; /* this statement stands alone in a body */
	struct node *label;
};

#define TOK(p) ((p)->x.tok)

/* parse.c */
struct node *parse_node(struct parser *p, enum node_kind k);
struct node *parse_node_at(struct parser *p, enum node_kind k,
    const struct node *start);
bool parse_is(const struct parser *p, enum tok t);
bool parse_is_kw(const struct parser *p, enum kw k);
bool parse_eat(struct parser *p, enum tok t);
bool parse_eat_kw(struct parser *p, enum kw k);
void parse_need(struct parser *p, enum tok t, const char *where);
void parse_need_kw(struct parser *p, enum kw k, const char *where);
void parse_unexpected(struct parser *p, const char *wanted);
void parse_fail(struct parser *p, uint32_t pos, const char *msg);
/* parse_hint.c: ": ...", what was likely meant by the token; "". */
const char *parse_hint(const struct parser *p);
/* parse_regex.c: fails if this literal at pos is no regular expression. */
void parse_regex(struct parser *p, uint32_t pos, const struct atom *source,
    const struct atom *flags);
/* The next token is "{": returns what parse_brace_close() puts back. */
uint32_t parse_brace_open(struct parser *p, const char *where);
void parse_brace_close(struct parser *p, uint32_t before, const char *where);
void parse_semicolon(struct parser *p);
bool parse_enter(struct parser *p); /* depth; false: too deep */
void parse_leave(struct parser *p);
struct token parse_peek(struct parser *p);
bool parse_is_name(const struct parser *p); /* may be a binding's name */
bool parse_is_reserved(const struct parser *p, uint8_t kw); /* here */
void parse_no_escape(struct parser *p); /* of a reserved word */
/* Is it an arrow function without parentheses? */
static inline bool
parse_is_arrow(const struct node *n)
{
	return n->kind == N_FUNC && n->fn->arrow && !(n->flags & NF_PAREN);
}
struct node *parse_name(struct parser *p); /* N_ID */
void parse_list_add(struct node ***tail, struct node *n);
struct func *parse_program(struct parser *p, bool program);

/* parse_expr.c */
struct node *parse_expr(struct parser *p);
struct node *parse_expr_assign(struct parser *p);
struct node *parse_expr_unary(struct parser *p);
struct node *parse_expr_shift(struct parser *p); /* right of #x in */
void parse_expr_name(const struct node *target, struct node *value);

/* parse_left.c */
struct node *parse_left(struct parser *p); /* LeftHandSide */
struct node *parse_left_args(struct parser *p);
struct node *parse_left_suffix(struct parser *p, struct node *e, bool calls);

/* parse_prim.c */
struct node *parse_prim(struct parser *p);
struct node *parse_prim_literal(struct parser *p, enum node_kind k);
struct node *parse_prim_template(struct parser *p);
struct node *parse_prim_string(struct parser *p);

/* parse_key.c: N_ID for a name, N_STR, N_NUM, N_BIGINT, N_PRIVATE or any
 * expression */
struct node *parse_key(struct parser *p, bool *ret_computed);
/* How the property is called; NULL: only known when it runs. */
struct atom *parse_key_name(struct parser *p, const struct node *key);

/* parse_arrow.c */
struct node *parse_arrow_paren(struct parser *p, bool async, uint32_t pos,
    uint32_t line, struct node *callee);
struct node *parse_arrow_body(struct parser *p, struct node *params, bool async,
    uint32_t pos, uint32_t line);
struct node *parse_arrow_async(struct parser *p);
struct node *parse_arrow_generic(struct parser *p);

/* parse_func.c */
struct func *parse_func_open(struct parser *p);
void parse_func_close(struct parser *p, struct func *f);
struct node *parse_func(struct parser *p, bool is_decl, bool async);
struct node *parse_func_method(struct parser *p, bool async, bool gen,
    uint8_t kind, uint32_t from);
void parse_func_body(struct parser *p, struct func *f);
/* Up to `}` or the end, with directives at the beginning. */
struct node *parse_func_statements(struct parser *p, struct func *f);
void parse_func_params(struct parser *p, struct func *f);
void parse_func_count(struct func *f); /* simple_params, nparams */

/* parse_class.c */
struct node *parse_class(struct parser *p, bool is_decl);
/* parse_accessor.c */
void parse_accessor(struct parser *p, struct member *field);

/* parse_pattern.c */
struct node *parse_pattern_binding(struct parser *p);
/* A literal or name that turns out to be a target of assignment. */
void parse_pattern_target(struct parser *p, struct node *n, bool binding);
void parse_pattern_vars(struct parser *p, struct node *pattern);

/* parse_stmt.c, parse_loop.c */
struct node *parse_stmt(struct parser *p, bool top);
struct node *parse_stmt_list(struct parser *p, bool top);
struct node *parse_stmt_block(struct parser *p);
struct node *parse_stmt_body(struct parser *p); /* of a loop: one statement */
struct node *parse_stmt_var(struct parser *p, uint8_t kind, bool head);
struct node *parse_loop_for(struct parser *p);

/* parse_module.c */
struct node *parse_module_import(struct parser *p);
struct node *parse_module_export(struct parser *p);
/* `using x = ...` is refused; NULL: it is something else. */
struct node *parse_module_using(struct parser *p);

/* parse_ts.c: statements that only TypeScript has.  NULL: it is none. */
struct node *parse_ts_statement(struct parser *p);
/* `single`: where a body is one statement, an enum or a namespace, whose name
 * wants a list around it, is a fault. */
struct node *parse_ts_single(struct parser *p, bool single);
struct node *parse_ts_enum(struct parser *p);

/* parse_type.c: skips, recording nothing. */
void parse_type(struct parser *p);
void parse_type_annotation(struct parser *p); /* ": T", if there */
void parse_type_params(struct parser *p); /* "<T>", if there */
bool parse_type_args(struct parser *p); /* "<T>" or put back */
bool parse_type_try(struct parser *p); /* a type, or put back */
void parse_type_balanced(struct parser *p); /* from ( [ { to its end */

#endif
