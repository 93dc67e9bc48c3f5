/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scan.h -- finds the parts of a JSON text, without building anything.
 *
 * For the few messages that the broker sends to a worker: a worker has no
 * memory but its arena, and hands most of a message on as text anyway.
 * Nothing is ever read past the end that is given; a text that is no JSON
 * gives an absent part or a wrong one, never a fault.
 */
#ifndef CORDON_WORKER_SCAN_H
#define CORDON_WORKER_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan {
	const char *p; /* NULL: absent */
	size_t n;
};

/* The first value of a text. */
struct scan scan_value(const char *p, size_t n);
/* The first n items of an array, absent those that it does not have. */
void scan_items(struct scan array, size_t n, struct scan *ret);
/* All items, in turn: p is NULL after the last.  Begin with scan_open(). */
struct scan_list {
	const char *p, *end;
};
struct scan_list scan_open(struct scan array);
struct scan scan_next(struct scan_list *list);
/* All that is still to come of them, not looked at: an item, or several. */
struct scan scan_rest(const struct scan_list *list);
/* The i-th item of an array, the named member of an object; or absent. */
struct scan scan_item(struct scan array, size_t i);
struct scan scan_member(struct scan object, const char *name);
/* n members by one look at the object, which may have more behind it:
 * ret[i] is that of names[i]. */
void scan_members(struct scan object, const char *const *names, size_t n,
    struct scan *ret);
/* The text between the quotes; absent if escapes are in it. */
struct scan scan_plain(struct scan string);
bool scan_is(struct scan string, const char *text);
/* A number of digits only, at most `most`; false otherwise. */
bool scan_number(struct scan number, uint64_t most, uint64_t *ret);

#endif
