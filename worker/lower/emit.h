/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit.h -- tree to ES5 text, each token on its own line.
 *
 * Lowering happens while printing: there is no second tree.  A frame is one
 * function of the output; temporaries $1, $2 ... are its variables, declared
 * at its end (`var` hoists), so nothing is ever inserted afterwards.
 */
#ifndef CORDON_WORKER_LOWER_EMIT_H
#define CORDON_WORKER_LOWER_EMIT_H

#include "common/base/buf.h"
#include "worker/lower/ast.h"
#include "worker/lower/lexer.h"

/* Output precedence: what an operand must at least have. */
enum {
	P_SEQ,
	P_ASSIGN,
	P_COND,
	P_BINARY, /* plus lexer_precedence(), 1..12 */
	P_UNARY = P_BINARY + 13,
	P_POSTFIX,
	P_CALL,
	P_MEMBER,
	P_PRIM,
};

struct target { /* what break and continue may aim at */
	struct target *up;
	struct atom *label;
	struct frame *frame;
	bool loop, breakable;
	struct label *labels; /* of this loop */
};

struct label {
	struct label *next;
	struct atom *atom;
};

struct leap { /* a jump out of a lifted body */
	struct leap *next;
	struct atom *label; /* NULL: nearest */
	bool is_continue;
	unsigned code;
};

struct name_list {
	struct name_list *next;
	const char *s;
};

struct frame {
	struct frame *up;
	struct func *fn;
	bool inner; /* not fn's own function: a wrapper, a lifted body, ... */
	bool lifted;
	unsigned used, max; /* temporaries */
	struct name_list *names; /* to declare at the end */
	struct leap *leaps; /* of a lifted body */
	unsigned codes;
	bool returns;
	const char *write_back; /* "i=i$b" before a lifted body goes on */
	struct target *own; /* the loop whose body this is */
};

/* Temporaries that hold iterators which a statement may leave open. */
struct walks {
	struct walks *up;
	struct frame *frame;
	struct name_list *names;
};

struct emit {
	struct lexer *x;
	struct buf *out;
	struct buf *places; /* of the output's lines; NULL: as in the source */
	struct buf *written; /* of the output's functions; or NULL */
	uint32_t place; /* of this line */
	uint32_t line;
	struct arena *arena;
	struct atoms *atoms;
	struct frame *frame;
	struct target *targets;
	struct walks *walks;
	struct label *labels; /* waiting for their statement */
	struct cls *cls;
	struct node *subst; /* print .subst_text instead of this node */
	const char *subst_text;
	const char
	    *subst_this; /* the receiver, when it is an optional callee */
	const char *home; /* expression of the home object: "$h3.p" */
	unsigned serial, templates;
	unsigned text; /* of the texts that one engine runs, the how manyth */
	bool program;
	bool indirect; /* the text of an eval() that sees globals only */
	bool big; /* the program mentions BigInt */
	bool marks; /* names may tell worker/inside what a function is */
	bool no_this_check; /* super() has certainly been called */
	bool script; /* its variables are for good, unlike those of eval() */
	bool apart; /* a pattern becomes statements, not one expression */
};

/* emit.c: text, names, temporaries, frames */
void emit_str(struct emit *e, const char *s);
void emit_fmt(struct emit *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void emit_sync(struct emit *e, uint32_t line);
/* Where a statement begins. */
void emit_at(struct emit *e, const struct node *n);
/* With places: from here on errors speak of this offset in the source. */
void emit_place(struct emit *e, uint32_t pos);
void emit_places_begin(struct emit *e);
void emit_places_end(struct emit *e); /* what follows is of no line */
/* The word of an expression that an error in it speaks of. */
uint32_t emit_place_of(const struct emit *e, const struct node *n);
/* Of the bracket that follows n. */
uint32_t emit_place_bracket(const struct emit *e, const struct node *n, char c);
/* ")" of a call that may throw, and of what then. */
void emit_close_at(struct emit *e, uint32_t pos);
void emit_quoted(struct emit *e, const struct atom *a);
const char *emit_name_of(struct emit *e, struct binding *b);
const char *emit_global_name(struct emit *e, const struct atom *a);
void emit_property(struct emit *e, const struct atom *a); /* .x or ["x"] */
const char *emit_temp(struct emit *e);
const char *emit_text(struct emit *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* in the arena */
void emit_declare(struct emit *e, const char *name);
void emit_open(struct emit *e, struct frame *f, struct func *fn, bool inner);
void emit_close(struct emit *e); /* prints the declarations */
struct func *emit_owner(const struct emit *e, bool *ret_inside);

/* emit_expr.c, emit_op.c, emit_assign.c, emit_literal.c, emit_call.c */
void emit_expr(struct emit *e, struct node *n, int min);
void emit_expr_void(struct emit *e, struct node *n); /* value unused */
/* Must this use be checked when it runs?  Of a property it is not. */
bool emit_is_early(const struct node *id);
void emit_expr_id(struct emit *e, struct node *n);
void emit_expr_this(struct emit *e);
const char *emit_expr_this_text(const struct emit *e);
const char *emit_expr_target_text(const struct emit *e);
void emit_op(struct emit *e, struct node *n);
void emit_op_update(struct emit *e, struct node *n, bool unused);
void emit_op_assign(struct emit *e, struct node *n, bool unused);
int emit_op_precedence(const struct emit *e, const struct node *n);
/* Is the target one that Duktape cannot assign to by itself? */
bool emit_op_is_special(const struct emit *e, const struct node *n);
/* Can evaluating it run no function of the program's? */
bool emit_op_is_quiet(const struct node *n);
/* Prints a variable that `right` (NULL: whatever follows) may change so that it
 * is read now; false: nothing printed. */
bool emit_op_early(struct emit *e, struct node *n, const struct node *right);
void emit_literal(struct emit *e, struct node *n);
void emit_literal_array(struct emit *e, struct node *list);
/* The same, only to be read at once: arguments. */
void emit_literal_list(struct emit *e, struct node *list);
void emit_literal_object(struct emit *e, struct node *n);
void emit_literal_template(struct emit *e, struct node *n);
/* Is the value named after its key? */
bool emit_literal_is_anonymous(const struct node *v);
void emit_literal_key(struct emit *e, struct node *key, bool computed);
void emit_call(struct emit *e, struct node *n);
void emit_call_new(struct emit *e, struct node *n);
void emit_call_tagged(struct emit *e, struct node *n);
/* a?.b; `missing` is its value where a is null */
void emit_call_chain(struct emit *e, struct node *n, const char *missing);
void emit_call_delete(struct emit *e, struct node *n);
void emit_call_member(struct emit *e, struct node *n);
/* Prints `T=object` where needed and returns how to name the object. */
const char *emit_call_receiver(struct emit *e, struct node *object);
/* object.key of a member node, the object printed as `object`. */
void emit_call_access(struct emit *e, struct node *n, const char *object);

/* emit_big.c: what BigInt changes; false, or nothing else, without it */
const char *emit_big_call(const struct emit *e, unsigned op);
bool emit_big_binary(struct emit *e, struct node *n);
bool emit_big_unary(struct emit *e, struct node *n);
bool emit_big_logical(struct emit *e, struct node *n);
void emit_big_truth(struct emit *e, struct node *n, int min); /* a condition */
void emit_big_key(struct emit *e, struct node *n);
/* x of super[x], which is no property of a `this` that is not yet. */
void emit_call_super_key(struct emit *e, struct node *n);
void emit_big_text(struct emit *e, struct node *n);

/* emit_pattern.c */
void emit_pattern_open(struct emit *e, struct node *target);
void emit_pattern_close(struct emit *e, struct node *target);
/* What takes `source` apart: statements, of which Duktape makes fewer moves, or
 * the parts of a comma expression, as .apart says. */
void emit_pattern(struct emit *e, struct node *pattern, const char *source);
/* The same, of a value and from a temporary. */
void emit_pattern_value(struct emit *e, struct node *pattern,
    struct node *value, const char *t);
/* Statements, the last without its end. */
void emit_pattern_apart(struct emit *e, struct node *pattern,
    const char *source);
void emit_pattern_assign(struct emit *e, struct node *pattern,
    struct node *value);
/* Between two of them. */
void emit_joint(struct emit *e);
/* Does Duktape read it only where its value is wanted? */
bool emit_is_lazy(const struct node *n);
/* Around statements: what they leave open is closed, if `closes`. */
void emit_pattern_try(struct emit *e, struct walks *w, bool closes);
void emit_pattern_end(struct emit *e, struct walks *w, bool closes);
/* Is it a name that may be assigned without more ado? */
bool emit_pattern_plain(const struct node *n);
const char *emit_pattern_key(struct emit *e, const struct node *n);

/* emit_flat.c: a pattern and a literal; false: nothing was printed */
bool emit_flat(struct emit *e, struct node *pattern, struct node *value);

/* emit_func.c, emit_class.c */
void emit_func(struct emit *e, struct node *n, bool is_decl);
void emit_func_method(struct emit *e, struct node *n); /* (a){...} */
void emit_func_ctor(struct emit *e, const struct node *n); /* emit_ctor.c */
void emit_func_super(struct emit *e, struct node *n); /* super(...) */
void emit_func_parent(struct emit *e, const struct cls *c); /* its default */
/* Each function of the output, in the order of their texts, says where in the
 * source it was written; 0 and 0: nowhere. */
void emit_written(struct emit *e, uint32_t from, uint32_t end);
/* `function NAME` of one that the program has not written, or only around it:
 * stacks leave it out.  Of a body in a wrapper: with the function's name. */
void emit_func_hidden(struct emit *e);
void emit_func_named(struct emit *e, const struct func *f);
/* Hoisted declarations: their kind and length. */
void emit_func_declared(struct emit *e, struct node *n);
const char *emit_func_kind(const struct func *f);
bool emit_func_is_short(const struct func *f);
void emit_func_parameters(struct emit *e, struct func *f);
void emit_func_rest(struct emit *e, struct func *f);
void emit_func_defaults(struct emit *e, struct func *f);
void emit_func_statements(struct emit *e, struct func *f);
/* Jumps do not leave a function: what is outside is put aside. */
struct outside {
	struct target *targets;
	struct label *labels;
	bool no_this_check;
};
struct outside emit_func_inside(struct emit *e, const struct func *f);
void emit_func_outside(struct emit *e, struct outside o);
void emit_func_body(struct emit *e, struct func *f);
void emit_func_return(struct emit *e, struct node *value);
/* `this.x=x` for TypeScript's parameter properties. */
void emit_func_property(struct emit *e, const struct node *param,
    const char *self, const char *before);
void emit_class(struct emit *e, struct node *n);
/* The key of #x.  Of our own Duktape (marks), o[key] says by itself what o may
 * not have: see worker/inside/secret.h. */
const char *emit_class_private(struct emit *e, const struct atom *a);
bool emit_class_calls(const struct emit *e, const struct node *n);
const char *emit_class_holder(struct emit *e, const struct cls *c);
bool emit_class_has_init(const struct cls *c);
/* Gives the object `self` its private methods and fields, as an expression;
 * false: nothing printed, there are none. */
bool emit_class_init(struct emit *e, const struct cls *c, const char *self);

/* emit_jump.c */
void emit_jump(struct emit *e, bool is_continue, struct atom *label,
    struct node *at);
void emit_jump_labels(struct emit *e);

/* emit_stmt.c, emit_loop.c, emit_ts.c */
void emit_stmts(struct emit *e, struct node *list);
void emit_stmt(struct emit *e, struct node *n);
void emit_stmt_tdz(struct emit *e, const struct scope *sc);
/* Declares the names of a pattern; kind is VAR_x. */
void emit_stmt_declare(struct emit *e, struct node *pattern, uint8_t kind);
void emit_stmt_init(struct emit *e, struct node *n); /* S_VAR */
void emit_loop(struct emit *e, struct node *n);
void emit_ts_enum(struct emit *e, struct node *n);
void emit_ts_namespace(struct emit *e, struct node *n);
/* Is something left of `import X = A.B`, or is it only a type? */
bool emit_ts_is_value(const struct emit *e, const struct node *n);

#endif
