/* SPDX-License-Identifier: Apache-2.0 */
/* http_session.c -- see http_session.h. */
#include "mcp/http_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define BUCKETS 256 /* by the first two digits of an id */

struct http_sessions {
	struct http_session *bucket[BUCKETS];
	size_t n;
	void (*over)(void *arg, const struct http_session *s);
	void *arg;
};

struct http_sessions *
http_sessions_new(void (*over)(void *arg, const struct http_session *s),
    void *arg)
{
	struct http_sessions *t = calloc(1, sizeof *t);

	if (t != NULL) {
		t->over = over;
		t->arg = arg;
	}
	return t;
}

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0'
	    : c >= 'a' && c <= 'f'  ? c - 'a' + 10
				    : 0;
}

static struct http_session **
bucket(struct http_sessions *t, const char *id)
{
	return &t->bucket[digit(id[0]) * 16 + digit(id[1])];
}

void
http_sessions_remove(struct http_sessions *t, struct http_session *s)
{
	struct http_session **p = bucket(t, s->id);

	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it is there */
	while (*p != s)
		p = &(*p)->next;
	*p = s->next;
	t->n--;
	t->over(t->arg, s);
	session_free(s->session);
	free(s);
}

void
http_sessions_free(struct http_sessions *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < BUCKETS; i++)
		while (t->bucket[i] != NULL)
			http_sessions_remove(t, t->bucket[i]);
	free(t);
}

static size_t
count_of(const struct http_sessions *t, const char *principal)
{
	const struct http_session *s;
	size_t i, n = 0;

	for (i = 0; i < BUCKETS; i++)
		for (s = t->bucket[i]; s != NULL; s = s->next)
			n += strcmp(s->principal, principal) == 0;
	return n;
}

/* Of those the principal has, or of all when it is NULL. */
static struct http_session *
oldest_of(const struct http_sessions *t, const char *principal)
{
	struct http_session *s, *oldest = NULL;
	size_t i;

	for (i = 0; i < BUCKETS; i++)
		for (s = t->bucket[i]; s != NULL; s = s->next)
			if ((principal == NULL ||
				strcmp(s->principal, principal) == 0) &&
			    (oldest == NULL || s->used_ms < oldest->used_ms))
				oldest = s;
	return oldest;
}

/* A table is full: who comes loses the oldest of its own; who has none yet
 * takes the place from the one that has more than its share. */
static void
make_room(struct http_sessions *t, const char *principal)
{
	struct http_session *s = oldest_of(t, principal), *x;
	size_t i, n, most = 0;

	for (i = 0; s == NULL && most < t->n / 2 && i < BUCKETS; i++)
		for (x = t->bucket[i]; x != NULL; x = x->next)
			if ((n = count_of(t, x->principal)) > most) {
				most = n;
				principal = x->principal;
			}
	if (s == NULL)
		s = oldest_of(t, principal);
	if (s != NULL)
		http_sessions_remove(t, s);
}

static int
new_id(char ret[HTTP_SESSION_ID])
{
	unsigned char raw[16];
	size_t i;

	if (getrandom(raw, sizeof raw, 0) != (ssize_t)sizeof raw)
		return -1;
	for (i = 0; i < sizeof raw; i++)
		(void)snprintf(ret + 2 * i, 3, "%02x", raw[i]);
	return 0;
}

struct http_session *
http_sessions_add(struct http_sessions *t, const struct server *server,
    const char *principal, uint64_t now_ms)
{
	struct http_session *s = calloc(1, sizeof *s), **p;

	if (s == NULL || new_id(s->id) == -1 ||
	    (s->session = session_new(server, principal, NULL)) == NULL) {
		free(s);
		return NULL;
	}
	if (t->n >= HTTP_SESSIONS_MAX)
		make_room(t, principal);
	s->principal = principal;
	s->used_ms = now_ms;
	p = bucket(t, s->id);
	s->next = *p;
	*p = s;
	t->n++;
	return s;
}

struct http_session *
http_sessions_find(struct http_sessions *t, const char *id,
    const char *principal, uint64_t now_ms)
{
	struct http_session *s;

	if (strlen(id) != HTTP_SESSION_ID - 1)
		return NULL;
	for (s = *bucket(t, id); s != NULL; s = s->next)
		if (strcmp(s->id, id) == 0 &&
		    strcmp(s->principal, principal) == 0) {
			s->used_ms = now_ms;
			return s;
		}
	return NULL;
}

void
http_sessions_sweep(struct http_sessions *t, uint64_t now_ms)
{
	struct http_session *s, *next;
	size_t i;

	for (i = 0; i < BUCKETS; i++)
		for (s = t->bucket[i]; s != NULL; s = next) {
			next = s->next;
			if (now_ms - s->used_ms > HTTP_SESSION_IDLE_MS &&
			    s->stream == NULL && session_calls(s->session) == 0)
				http_sessions_remove(t, s);
		}
}

void
http_sessions_recheck(struct http_sessions *t,
    bool (*holds)(void *arg, uint64_t shown), void *arg)
{
	struct http_session *s, *next;
	size_t i;

	for (i = 0; i < BUCKETS; i++)
		for (s = t->bucket[i]; s != NULL; s = next) {
			next = s->next;
			if (!holds(arg, s->shown))
				http_sessions_remove(t, s);
		}
}
