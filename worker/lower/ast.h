/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ast.h -- the tree of one program.
 *
 * One struct for all nodes; what a, b, c mean stands beside each kind.  Lists
 * run through `next`.  A pattern is a literal tree that was found to be one:
 * N_ARRAY, N_OBJECT, N_ASSIGN (default value), N_SPREAD (rest).
 */
#ifndef CORDON_WORKER_LOWER_AST_H
#define CORDON_WORKER_LOWER_AST_H

#include "worker/lower/atom.h"

enum node_kind {
	N_NONE,
	/* Expressions */
	N_ID, /* atom, bind */
	N_FREE, /* what has the global `atom`; NF_OPT: which may lack */
	N_NUM, /* atom: text */
	N_BIGINT, /* atom: text without n */
	N_STR, /* atom */
	N_REGEX, /* atom source, raw flags */
	N_TEMPLATE, /* a: N_QUASI and expressions in turn */
	N_QUASI, /* atom cooked, raw */
	N_TAGGED, /* a tag, b template */
	N_THIS,
	N_SUPER,
	N_NULL,
	N_TRUE,
	N_FALSE,
	N_ARRAY, /* a: elements */
	N_HOLE,
	N_OBJECT, /* a: N_PROP, N_SPREAD */
	N_PROP, /* a key, b value; op PROP_x; NF_COMPUTED, NF_SHORTHAND */
	N_SPREAD, /* a */
	N_FUNC, /* fn */
	N_CLASS, /* cls */
	N_MEMBER, /* a . atom */
	N_INDEX, /* a [ b ] */
	N_PRIVATE, /* a . #atom */
	N_PRIVIN, /* #atom in a */
	N_CALL, /* a ( b... ); NF_DIRECT */
	N_NEW, /* a ( b... ) */
	N_CHAIN, /* a: holds the NF_OPT nodes whose end it is */
	N_UNARY, /* op a; KW_typeof, KW_void, KW_delete as KW_BASE + kw */
	N_UPDATE, /* op a; NF_PREFIX */
	N_BINARY, /* a op b */
	N_LOGICAL, /* a op b */
	N_ASSIGN, /* a op b */
	N_COND, /* a ? b : c */
	N_SEQ, /* a: list */
	N_YIELD, /* a; NF_STAR */
	N_AWAIT, /* a */
	N_NEWTARGET,
	N_IMPORT, /* a: dynamic import */
	N_IMPORTMETA,
	/* Statements */
	S_VAR, /* a: S_DECL list; op VAR_x */
	S_DECL, /* a target, b value */
	S_FUNC, /* a: N_FUNC */
	S_CLASS, /* a: N_CLASS */
	S_EXPR, /* a */
	S_BLOCK, /* a: list; scope */
	S_IF, /* a, b, c */
	S_FOR, /* a; b; c -- d */
	S_FORIN, /* a in b -- d */
	S_FOROF, /* a of b -- d; NF_AWAIT */
	S_WHILE, /* a -- d */
	S_DO, /* a -- d */
	S_RETURN, /* a */
	S_BREAK, /* atom */
	S_CONTINUE, /* atom */
	S_THROW, /* a */
	S_TRY, /* a block, b param, c handler, d finalizer */
	S_SWITCH, /* a, b: S_CASE */
	S_CASE, /* a test or NULL, b: list */
	S_LABEL, /* atom, a */
	S_EMPTY,
	S_DEBUGGER,
	S_ENUM, /* a: N_ID, fn: its body is an N_PROP list; b: another of it */
	S_NAMESPACE, /* a: N_ID, fn; b: another of it */
	S_DEFAULT, /* a: export default value */
	S_WITH, /* a -- d */
};

enum { PROP_INIT, PROP_GET, PROP_SET, PROP_METHOD };
enum { VAR_VAR, VAR_LET, VAR_CONST };

#define KW_BASE 100 /* keyword operators lie above the tokens */

#define NF_COMPUTED 0x1
#define NF_SHORTHAND 0x2
#define NF_OPT 0x4 /* a?.b */
#define NF_PREFIX 0x8
#define NF_STAR 0x10
#define NF_AWAIT 0x20
#define NF_PAREN 0x40 /* was in parentheses: no pattern, no arrow */
#define NF_TDZ 0x80 /* this use may come before the declaration */
#define NF_EXPORT 0x100
#define NF_CAST NF_EXPORT /* an expression: TypeScript is told its type */
#define NF_STATIC 0x200
#define NF_COVER 0x400 /* {a = 1}: only as a pattern */
#define NF_TRAIL 0x800 /* a comma follows the rest element */
#define NF_INIT 0x1000 /* this identifier is being declared, not assigned */
#define NF_OCTAL 0x2000
#define NF_RESULT 0x4000 /* this statement's value is the program's; of an
			    * expression: it may be a function */
#define NF_DIRECT NF_STAR /* a call: direct eval; d: N_ID of what it sees */
#define NF_FIXED NF_TRAIL /* of those: no `var` of the text may be so called */
#define NF_ACCESSOR 0x8000 /* a class field with `accessor` */

struct node {
	uint8_t kind;
	uint8_t op;
	uint16_t flags;
	uint16_t height; /* of the spine below it */
	uint8_t closes; /* statement: an array pattern in it may be left early */
	uint32_t line, pos, end;
	struct node *next;
	struct node *a, *b, *c, *d;
	union {
		struct atom *atom;
		struct func *fn;
		struct cls *cls;
		struct loop *loop;
	};
	union {
		struct atom *raw;
		struct binding *bind;
		struct scope *scope;
	};
};

enum bind_kind {
	B_VAR,
	B_PARAM,
	B_FUNC,
	B_CATCH,
	B_LET,
	B_CONST,
	B_CLASS,
	B_ENUM, /* enum or namespace: merges with its own kind */
	B_SELF, /* a function expression's own name */
	B_INNER, /* a class's own name inside it */
};

struct binding {
	struct atom *atom;
	struct func *fn; /* whose variable it becomes */
	struct scope *scope;
	struct binding *shadowed;
	struct binding *next; /* in its scope */
	struct node *parts; /* of an enum or namespace: what declares it, by .b */
	struct node *decl; /* function or class, if it is one */
	struct cls *cls; /* of B_INNER */
	const struct node *value; /* calls.h: what it is declared with */
	const char *out; /* its name in the output, once decided */
	struct binding *param; /* of a var: the parameter that it begins as */
	uint8_t kind;
	bool member; /* its name in the output is a property */
	bool renamed; /* parameters mean something else by its name */
	bool captured; /* used by a function inside its own */
	bool assigned; /* after its declaration */
	bool elsewhere; /* by a function inside its own */
	bool inited; /* during analysis: the walk is past its declaration */
	bool tdz; /* some use must be checked when it runs */
	bool solid; /* its first value is never undefined */
	uint32_t early; /* of a function: earliest use of its name */
	uint32_t uses; /* of its name, that do not only assign */
};

struct scope {
	struct scope *up;
	struct func *fn;
	struct binding *list;
	struct loop *loop; /* innermost loop of this function around it */
	bool is_function, is_switch, is_catch, tdz;
};

/* A loop whose body may have to become a function. */
struct loop {
	struct loop *up;
	bool lift; /* a binding of the body is captured */
	bool uses_this, uses_args, uses_target;
	bool in_head, head_captured; /* by a closure in the head itself */
	struct scope *head; /* bindings of for (let ...) */
	struct scope *body;
};

struct func {
	struct func *up;
	struct node *node;
	struct atom *name; /* own or inferred */
	struct atom *self; /* the name of a function expression */
	struct binding *bind; /* of a declaration or an own name */
	struct node *params, *body; /* lists; arrow expression: body N_x */
	struct node *vars, **vars_tail; /* N_ID of each `var` */
	struct scope *scope;
	struct scope *inner; /* of the body, where it cannot share the other */
	const struct around *around; /* of the text of a direct eval */
	struct cls *home; /* whose methods it belongs to */
	bool arrow, async, gen, method, accessor, ctor, derived, field;
	bool expr_body, simple_params, is_program, is_namespace, is_static;
	bool transparent; /* this, arguments, new.target are the outer ones */
	bool strict, has_await, has_directive;
	bool uses_this, uses_args, uses_target, uses_super;
	bool alias_this, alias_args, alias_target; /* needed further inside */
	bool name_taken; /* its name means something else in its body */
	bool hoisted; /* a declaration: may run before the walk is here */
	bool calls_super_first;
	bool has_return; /* of the program: at top level */
	bool in_params; /* while they are parsed */
	bool try_return; /* a derived constructor returns inside try */
	uint32_t tries; /* around what is being parsed */
	bool has_lift; /* some loop of it is lifted */
	uint32_t nparams; /* what .length says */
	uint32_t pos;
	uint32_t from; /* its text begins there, and ends where its node does */
};

struct member {
	struct member *next;
	struct node *key; /* N_ID, N_STR, N_NUM, computed, N_PRIVATE */
	struct node *value; /* N_FUNC or NULL; of a field: its init function */
	uint8_t kind; /* enum member_kind */
	bool is_static, computed, accessor;
	uint32_t line, pos;
};

enum member_kind { M_METHOD, M_GET, M_SET, M_FIELD, M_BLOCK, M_CTOR };

struct private_name { /* private.h */
	struct private_name *next, *chain;
	struct atom *atom;
	uint32_t id;
	uint8_t kinds; /* bit per member_kind, to tell redeclarations */
	bool is_static;
};

struct cls {
	struct cls *up;
	struct atom *name; /* own or inferred */
	struct node *id; /* N_ID or NULL */
	struct node *extends;
	struct member *members;
	struct private_name *privates; /* the last first */
	struct private_name **slots; /* by hash; NULL: they are few */
	uint32_t n_slots, n_privates;
	struct binding *inner;
	struct scope *scope;
	struct func *ctor;
	bool inner_used;
	bool inner_early; /* its own name in what it extends */
	uint32_t id_no;
};

#endif
