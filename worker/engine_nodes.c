/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_nodes.c -- what a connector and each of its members is to a program.
 *
 * A node is a Proxy, of whose handler these are the cells; the traps in C are
 * for members that were read before, and operations that were called before.
 * All else is in 94-connectors.
 */
#include <stdio.h>

#include "worker/engine_calls.h"
#include "worker/engine_int.h"
#include "worker/runtime/rt.h"

/* The operation, and its head, are there once it was called, where calls need
 * nothing of the prelude. */
enum { NODE_CHILDREN, NODE_OF, NODE_OP, NODE_HEAD, NODE_CELLS };

struct nodes *
engine_nodes_of(duk_context *duk)
{
	return engine_of(duk)->nodes;
}

/* nodes(traps, get, call, data): what handlers inherit; what is asked where C
 * does not know: get(of, key), call(of, argument). */
static duk_ret_t
native_nodes(duk_context *duk)
{
	struct nodes *s = engine_nodes_of(duk);

	s->traps = duk_require_heapptr(duk, 0);
	s->get = duk_require_heapptr(duk, 1);
	s->call = duk_require_heapptr(duk, 2);
	inside_pack(duk, 3);
	rt_stash_put(duk, "nodes");
	return 0;
}

/* node(of, children): a handler.  `of` is the prelude's. */
static duk_ret_t
native_node(duk_context *duk)
{
	struct nodes *s = engine_nodes_of(duk);
	void *h = inside_push_cells(duk, &s->node, s->traps);

	duk_insert(duk, 0);
	inside_cell_set(duk, h, NODE_CHILDREN);
	inside_cell_set(duk, h, NODE_OF);
	return 1;
}

/* nodeOf(handler) */
static duk_ret_t
native_node_of(duk_context *duk)
{
	void *h = inside_cells(duk, 0, &engine_nodes_of(duk)->node);

	if (h == NULL)
		return 0;
	inside_cell_push(duk, h, NODE_OF);
	return 1;
}

static void *
this_node(duk_context *duk, const struct nodes *s)
{
	void *h;

	duk_push_this(duk);
	h = inside_cells(duk, -1, &s->node);
	if (h == NULL)
		(void)duk_type_error(duk, "no node");
	return h;
}

/* The trap: (target, key). */
static duk_ret_t
native_node_get(duk_context *duk)
{
	const struct nodes *s = engine_nodes_of(duk);
	void *h = this_node(duk, s);

	inside_cell_push(duk, h, NODE_CHILDREN);
	if (duk_is_string(duk, 1) && inside_push_slot(duk, -1, 1))
		return 1;
	duk_push_heapptr(duk, s->get);
	inside_cell_push(duk, h, NODE_OF);
	duk_dup(duk, 1);
	duk_call(duk, 2);
	return 1;
}

/* Pushes the promise of a plain call, if the node's are and this is one. */
static bool
call_plainly(duk_context *duk, void *h)
{
	duk_idx_t top = duk_get_top(duk);
	const char *head;
	duk_size_t n;

	inside_cell_push(duk, h, NODE_OP);
	inside_cell_push(duk, h, NODE_HEAD);
	head = duk_get_lstring(duk, -1, &n);
	if (head != NULL) {
		if (!inside_push_element(duk, 2, 0))
			duk_push_undefined(duk);
		if (engine_calls_begin(duk, head, n, top, true))
			return true;
	}
	duk_set_top(duk, top);
	return false;
}

/* The trap: (target, this, arguments). */
static duk_ret_t
native_node_call(duk_context *duk)
{
	const struct nodes *s = engine_nodes_of(duk);
	void *h = this_node(duk, s);

	if (call_plainly(duk, h))
		return 1;
	duk_push_heapptr(duk, s->call);
	inside_cell_push(duk, h, NODE_OF);
	duk_get_prop_index(duk, 2, 0);
	duk_push_this(duk);
	duk_call(duk, 3);
	return 1;
}

/* nodePlain(handler, op): its calls need nothing of the prelude. */
static duk_ret_t
native_node_plain(duk_context *duk)
{
	void *h = inside_cells(duk, 0, &engine_nodes_of(duk)->node);

	if (h == NULL)
		return 0;
	duk_get_prop_literal(duk, 1, "head");
	(void)duk_require_string(duk, -1);
	inside_cell_set(duk, h, NODE_HEAD);
	inside_cell_set(duk, h, NODE_OP);
	return 0;
}

/* nodePut(node, name, global, codemode): as a property of both; of the second
 * unless it has one of that name. */
static duk_ret_t
native_node_put(duk_context *duk)
{
	static const duk_uint_t hidden = DUK_DEFPROP_HAVE_VALUE |
	    DUK_DEFPROP_SET_WRITABLE | DUK_DEFPROP_CLEAR_ENUMERABLE |
	    DUK_DEFPROP_SET_CONFIGURABLE;

	duk_dup(duk, 1);
	duk_dup(duk, 0);
	duk_def_prop(duk, 2, hidden);
	duk_dup(duk, 1);
	if (duk_has_prop(duk, 3))
		return 0;
	duk_dup(duk, 1);
	duk_dup(duk, 0);
	duk_def_prop(duk, 3, hidden);
	return 0;
}

static const duk_function_list_entry functions[] = { { "nodes", native_nodes,
							 3 },
	{ "node", native_node, 2 }, { "nodeOf", native_node_of, 1 },
	{ "nodeGet", native_node_get, 2 }, { "nodeCall", native_node_call, 3 },
	{ "nodePlain", native_node_plain, 2 },
	{ "nodePut", native_node_put, 4 }, { NULL, NULL, 0 } };

/* A string that the stash keeps. */
static void *
keep_key(duk_context *duk, const char *key)
{
	void *p;

	duk_push_string(duk, key);
	p = duk_get_heapptr(duk, -1);
	duk_push_heap_stash(duk);
	duk_dup(duk, -2);
	duk_push_true(duk);
	duk_put_prop(duk, -3);
	duk_pop_2(duk);
	return p;
}

void
engine_nodes_register(duk_context *duk)
{
	struct nodes *s = duk_push_fixed_buffer(duk, sizeof(*s));
	char key[16];

	rt_stash_put(duk, "nodesShared");
	engine_of(duk)->nodes = s;
	for (s->node.n = 0; s->node.n < NODE_CELLS; s->node.n++) {
		(void)snprintf(key, sizeof(key),
		    "\xff"
		    "node%u",
		    (unsigned)s->node.n);
		s->node.key[s->node.n] = keep_key(duk, key);
	}
	s->signal_key = keep_key(duk, "signal");
	duk_get_global_literal(duk, "JSON");
	duk_get_prop_literal(duk, -1, "parse");
	s->parse = duk_get_heapptr(duk, -1);
	rt_stash_put(duk, "nodesParse");
	duk_pop(duk);
	duk_put_function_list(duk, -1, functions);
}
