/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duk_options.h -- our options, read inside Duktape's own configuration.
 *
 * What a program must not have (time, time zone, entropy, standard error) is
 * taken from the engine; what only costs is left out.
 */
#ifndef CORDON_WORKER_DUK_OPTIONS_H
#define CORDON_WORKER_DUK_OPTIONS_H

/* worker/engine_hooks.c.  Neither reads anything outside the engine. */
extern double engine_hook_now(void *duk);
extern double engine_hook_random(void *udata);
extern int engine_hook_stack_low(void);
/* Of texts' hashes. */
extern unsigned int engine_hook_seed(void);
extern void engine_hook_fatal(void *udata, const char *msg)
    __attribute__((noreturn));

/* The line that the next text to be compiled begins with (engine_int.h). */
extern int engine_first_line;

/* What engine_seal() sealed.  duktape.cmake puts it into the counting of
 * references: a fork that only looks at the prelude must not copy it. */
extern __UINTPTR_TYPE__ engine_sealed_from;
extern __SIZE_TYPE__ engine_sealed_bytes;
#define ENGINE_SEALED(h)                               \
	((__UINTPTR_TYPE__)(h) - engine_sealed_from <  \
	    engine_sealed_bytes)
/* inside/sealed.h: the string of that text and hash that is sealed, or NULL. */
extern void *engine_sealed_string(const void *s, unsigned int n,
    unsigned int hash);
/* inside/append.h: r = x + y where that can be done in place of x. */
extern int engine_append(void *thr, void *x, void *y, unsigned long r);
/* runtime/bigint_wide.c: pushes the element at p of a type that Duktape has not;
 * makes the value on the top one, in place, and stores it at p unless NULL. */
extern void engine_wide_push(void *thr, const void *p, int type);
extern void engine_wide_take(void *thr, void *p, int type);
/* runtime/decimal.c: the double nearest to the decimal at p. */
extern double engine_decimal(const void *p, int whole);
/* inside/typed.h: pushes the length of a typed array without properties of its
 * own; takes what is put outside a typed array.  0: it is neither. */
extern int engine_typed_length(void *thr, void *obj, void *key);
extern int engine_typed_put(void *thr, void *obj, void *key, void *value);
/* inside/refuse.h: errors that name what could not be stored, or `x in y`. */
extern void engine_refuse_put(void *thr, void *object, void *key,
    const char *why);
extern void engine_refuse_in(void *thr);
extern void engine_refuse_regexp(void *thr);
extern void engine_refuse_json(void *thr, const void *s, const void *end);
extern int engine_big_text(void *thr, const void *symbol);
extern void engine_refuse_primitive(void *thr, const void *value,
    const void *key);
/* Pushes a symbol or a BigInt as a message shows it. */
extern int engine_show_symbol(void *thr, const void *symbol);
/* inside/symbol.h: where to look for its properties, if it may be a BigInt; and
 * for those of the object on the top that was made of the value at idx. */
extern void *engine_symbol_proto(void *thr, const void *symbol);
extern void engine_object_proto(void *thr, long idx);
/* inside/listed.h: the keys of a Proxy by its traps. */
extern int engine_trap(void *thr, unsigned name);
extern void engine_trap_key(void *thr);
extern int engine_proxy_list(void *thr, void *proxy, unsigned flags);
extern void engine_refuse_number(void *thr, const void *symbol);
/* inside/chain.h: proxies among prototypes. */
extern int engine_chain_asks(const void *object, const void *key);
extern void engine_chain_get(void *thr, void *proxy, const void *receiver);
extern int engine_chain_set(void *thr, void *object, const void *key,
    const void *value, const void *receiver);
extern int engine_chain_has(void *thr, void *object, void *key);
extern int engine_chain_seen(void *thr, void *proxy, void *target,
    const void *key);
extern void *engine_chain_proto(void *thr, void *object);
/* inside/closure.h: the properties of a closure. */
extern void engine_closure(void *thr, void *closure, void *template_,
    int has_prototype);
/* ... and the name of an accessor, the function fnum of those at `funcs`. */
extern void engine_accessor(void *thr, long funcs, long fnum, int is_get);
/* inside/variable.h: variables of outer functions; 0: the slow way is needed. */
extern int engine_getvar(void *thr, void *act, void *name, void *to);
extern int engine_callee(void *thr, void *act, void *name, void *to);
extern int engine_putvar(void *thr, void *act, void *name, void *from);
/* inside/property.h: plain properties; 0: the slow way is needed. */
extern int engine_getprop(void *thr, const void *o, const void *key, void *to);
extern int engine_getmethod(void *thr, const void *o, const void *key,
    void *to);
extern int engine_putprop(void *thr, const void *o, const void *key,
    const void *from);
/* inside/light.h: a call of a C function without an activation; 0: the slow way
 * is needed. */
extern int engine_light(void *thr, long idx, long nargs, long nregs);
#define ENGINE_LIGHT(tv)                                     \
	(DUK_TVAL_IS_OBJECT(tv) &&                           \
	    DUK_HOBJECT_IS_NATFUNC(DUK_TVAL_GET_OBJECT(tv)) && \
	    ((duk_hnatfunc *)DUK_TVAL_GET_OBJECT(tv))->light)
/* inside/super.h: what a super() calls, and how. */
extern void engine_super(void *thr, long idx, int kind, unsigned *flags);
#define ENGINE_CALL_SUPER (1U << 9) /* heap->engine_target is its new.target */
/* engine_hooks.c: how many bytes there are at p. */
extern unsigned long engine_hook_usable(void *udata, const void *p);

/* Time and randomness belong to the job. */
#undef DUK_USE_DATE_NOW_GETTIMEOFDAY
#undef DUK_USE_DATE_NOW_TIME
#undef DUK_USE_DATE_TZO_GMTIME_R
#undef DUK_USE_DATE_TZO_GMTIME
#undef DUK_USE_DATE_PRS_STRPTIME
#undef DUK_USE_DATE_FMT_STRFTIME
#undef DUK_USE_GET_MONOTONIC_TIME_CLOCK_GETTIME
#define DUK_USE_DATE_GET_NOW(ctx) engine_hook_now((void *)(ctx))
#define DUK_USE_DATE_GET_LOCAL_TZOFFSET(d) 0
#define DUK_USE_GET_MONOTONIC_TIME(ctx) engine_hook_now((void *)(ctx))
#undef DUK_USE_GET_RANDOM_DOUBLE
#define DUK_USE_GET_RANDOM_DOUBLE(udata) engine_hook_random((udata))
#undef DUK_USE_FATAL_HANDLER
#define DUK_USE_FATAL_HANDLER(udata, msg) engine_hook_fatal((udata), (msg))
#undef DUK_USE_PROVIDE_DEFAULT_ALLOC_FUNCTIONS

/* Deep recursion ends as a RangeError long before the C stack does. */
#undef DUK_USE_NATIVE_STACK_CHECK
#define DUK_USE_NATIVE_STACK_CHECK() engine_hook_stack_low()
#undef DUK_USE_NATIVE_CALL_RECLIMIT
#define DUK_USE_NATIVE_CALL_RECLIMIT 5000

/* No bytecode: attack surface that nobody uses.  (CBOR is in the generated
 * table of built-ins; engine.c takes its global away.) */
#undef DUK_USE_BYTECODE_DUMP_SUPPORT

/* Lowered text is no web page. */
#undef DUK_USE_HTML_COMMENTS
#undef DUK_USE_SHEBANG_COMMENTS

/* As the standard and node have it. */
#undef DUK_USE_NONSTD_JSON_ESC_U2028_U2029
#undef DUK_USE_NONSTD_GETTER_KEY_ARGUMENT
#undef DUK_USE_NONSTD_SETTER_KEY_ARGUMENT
#undef DUK_USE_NONSTD_STRING_FROMCHARCODE_32BIT
/* No own fileName on every function: a visible oddity and a slower closure.
 * engine_error.c tells user code from ours by line numbers instead. */
#undef DUK_USE_FUNC_FILENAME_PROPERTY

/* A stack trace names every function that is being run. */
#undef DUK_USE_TAILCALL

/* Speed. */
#define DUK_USE_JSON_STRINGIFY_FASTPATH
#undef DUK_USE_TRACEBACK_DEPTH
#define DUK_USE_TRACEBACK_DEPTH 24 /* prelude frames are filtered out later */

#endif
