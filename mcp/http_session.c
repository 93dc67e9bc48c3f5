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

static void
remove_oldest(struct http_sessions *t)
{
	struct http_session *s, *oldest = NULL;
	size_t i;

	for (i = 0; i < BUCKETS; i++)
		for (s = t->bucket[i]; s != NULL; s = s->next)
			if (oldest == NULL || s->used_ms < oldest->used_ms)
				oldest = s;
	if (oldest != NULL)
		http_sessions_remove(t, oldest);
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
		remove_oldest(t);
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
