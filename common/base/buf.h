/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf.h -- a growable byte buffer with a hard maximum.
 *
 * Invariants: len <= cap <= max; `p` is NUL-terminated one byte past len
 * whenever p is not NULL.  Appending past max or failing to allocate sets
 * `failed`, appends nothing, and every later append is refused: so a caller
 * appends freely and looks at buf_ok() once, at the end.
 */
#ifndef CORDON_COMMON_BASE_BUF_H
#define CORDON_COMMON_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *p;
	size_t len;
	size_t cap;
	size_t max;
	bool failed;
};

void buf_init(struct buf *b, size_t max);
void buf_fini(struct buf *b); /* frees; the struct may be used again */
void buf_clear(struct buf *b); /* len = 0, keeps memory, clears failed */
bool buf_ok(const struct buf *b);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *s);
void buf_addf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* In decimal digits, at a tenth of what buf_addf() costs. */
void buf_addu(struct buf *b, uint64_t n);
/* The text as a JSON string, quotes included.  Bad UTF-8 becomes U+FFFD. */
void buf_add_json(struct buf *b, const char *s, size_t n);
/* Where n more bytes may be put, or NULL: then it failed.  Borrowed until the
 * next call.  buf_added() tells how many of them there are now. */
char *buf_room(struct buf *b, size_t n);
void buf_added(struct buf *b, size_t n);
/* Drops the first n bytes (n <= len). */
void buf_drop(struct buf *b, size_t n);
/* Steals the NUL-terminated memory; the buffer is empty afterwards.  Never
 * NULL unless the buffer failed. */
char *buf_steal(struct buf *b);

#endif
