/* SPDX-License-Identifier: Apache-2.0 */
/* redact_match.c -- see redact_match.h. */
#include "broker/egress/redact_match.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/redact_unit.h"

#define RING 1024 /* places of the text ahead: more than UNIT_MAX */
#define NONE UINT32_MAX
#define LINE_END_MAX 4 /* characters of one line's end */
/* Alive at once.  A secret of n escape characters against text of the same has
 * about 8n. */
#define NODES_MAX (1u << 18)

/* A form that has come so far: its next byte is form->s[at]. */
struct place {
	size_t from; /* where in the text it began */
	uint32_t form, at;
	uint32_t ends; /* line end characters just before */
};

struct node {
	struct place place;
	uint32_t next; /* of the same place in the text */
};

struct seen {
	size_t round; /* when it was put into `now` */
	uint32_t index; /* there */
};

struct match {
	const struct form *forms;
	size_t n;
	unsigned char starts[256]; /* bytes that forms start with */
	unsigned char first[256]; /* and those that may start such a byte */
	unsigned char second[256]; /* what may be behind one of `starts` */
	uint32_t *base; /* a form's first in `seen` */
	struct seen *seen; /* one for each byte of each form */
	struct place *now; /* those at the byte that is looked at */
	size_t now_n, round;
	uint32_t ring[RING]; /* heads of lists of nodes */
	struct node *nodes;
	uint32_t nodes_n, nodes_cap, free;
	size_t alive; /* nodes in the ring */
	struct range *found;
	size_t found_n, found_cap;
	bool lost; /* not all of this text's is found */
	uint64_t steps;
	struct units text;
};

/* The bytes that a form's may be written as, without escapes. */
static void
add_byte(unsigned char set[256], const struct form *f, size_t at)
{
	unsigned char c = (unsigned char)f->s[at];

	set[c] = 1;
	if (f->hex)
		set[toupper(c)] = 1;
	if (c == ' ')
		set['+'] = 1;
}

static void
add_escapes(unsigned char set[256])
{
	set['%'] = set['\\'] = set['&'] = 1;
}

static void
set_starts(struct match *m)
{
	const struct form *f;

	for (f = m->forms; f < m->forms + m->n; f++) {
		add_byte(m->starts, f, 0);
		if (f->n > 1)
			add_byte(m->second, f, 1);
		else
			memset(m->second, 1, sizeof m->second);
	}
	memcpy(m->first, m->starts, sizeof m->first);
	if (m->n == 0)
		return;
	add_escapes(m->first);
	add_escapes(m->second);
	m->second['\r'] = m->second['\n'] = 1; /* a line's end in base64 */
}

/* A quick no for most of a text, where nothing is alive. */
static bool
may_begin(const struct match *m, const char *s, size_t n)
{
	return m->first[(unsigned char)s[0]] &&
	    (n == 1 || unit_escapes(s[0]) || m->second[(unsigned char)s[1]]);
}

struct match *
match_new(const struct form *forms, size_t n)
{
	struct match *m = calloc(1, sizeof *m);
	size_t i, bytes = 0;

	if (m == NULL)
		return NULL;
	m->forms = forms;
	m->n = n;
	m->free = NONE;
	for (i = 0; i < RING; i++)
		m->ring[i] = NONE;
	if ((m->base = calloc(n + 1, sizeof *m->base)) != NULL)
		for (i = 0; i < n; bytes += forms[i++].n)
			m->base[i] = (uint32_t)bytes;
	m->seen = calloc(bytes + 1, sizeof *m->seen);
	m->now = calloc(bytes + 1, sizeof *m->now);
	if (m->base == NULL || m->seen == NULL || m->now == NULL) {
		match_free(m);
		return NULL;
	}
	set_starts(m);
	return m;
}

void
match_free(struct match *m)
{
	if (m == NULL)
		return;
	free(m->base);
	free(m->seen);
	free(m->now);
	free(m->nodes);
	free(m->found);
	free(m);
}

bool
match_whole(const struct match *m)
{
	return !m->lost;
}

uint64_t
match_steps(const struct match *m)
{
	return m->steps;
}

/* Twice as many as there were; false without memory. */
static bool
grow(void **at, size_t *cap, size_t size)
{
	size_t more = *cap == 0 ? 64 : 2 * *cap;
	void *p = realloc(*at, more * size);

	if (p == NULL)
		return false;
	*at = p;
	*cap = more;
	return true;
}

static void
found(struct match *m, size_t from, size_t to)
{
	struct range r = { from, to }, *top;

	while (m->found_n > 0 && (top = &m->found[m->found_n - 1])->to > r.from) {
		r.from = top->from < r.from ? top->from : r.from;
		r.to = top->to > r.to ? top->to : r.to;
		m->found_n--;
	}
	if (m->found_n == m->found_cap &&
	    !grow((void **)&m->found, &m->found_cap, sizeof *m->found)) {
		m->lost = true;
		return;
	}
	m->found[m->found_n++] = r;
}

static uint32_t
new_node(struct match *m)
{
	uint32_t i = m->free;
	size_t cap = m->nodes_cap;

	if (i != NONE) {
		m->free = m->nodes[i].next;
		return i;
	}
	if (m->nodes_n == m->nodes_cap) {
		if (cap >= NODES_MAX ||
		    !grow((void **)&m->nodes, &cap, sizeof *m->nodes))
			return NONE;
		m->nodes_cap = (uint32_t)cap;
	}
	return m->nodes_n++;
}

/* A place is come to at a byte of the text further on. */
static void
reach(struct match *m, struct place p, size_t text)
{
	uint32_t i, *head = &m->ring[text % RING];

	if (p.at == m->forms[p.form].n) {
		found(m, p.from, text);
		return;
	}
	if ((i = new_node(m)) == NONE) {
		m->lost = true;
		return;
	}
	m->nodes[i].place = p;
	m->nodes[i].next = *head;
	*head = i;
	m->alive++;
}

static void
put_now(struct match *m, struct place p)
{
	struct seen *seen = &m->seen[m->base[p.form] + p.at];
	struct place *same = &m->now[seen->index];

	if (seen->round == m->round) {
		same->from = p.from < same->from ? p.from : same->from;
		same->ends = p.ends < same->ends ? p.ends : same->ends;
		return;
	}
	seen->round = m->round;
	seen->index = (uint32_t)m->now_n;
	m->now[m->now_n++] = p;
}

/* The places at a byte of the text, each once, the earliest begun. */
static void
gather(struct match *m, size_t text)
{
	uint32_t i, next, *head = &m->ring[text % RING];

	m->now_n = 0;
	m->round++;
	for (i = *head; i != NONE; i = next) {
		next = m->nodes[i].next;
		put_now(m, m->nodes[i].place);
		m->nodes[i].next = m->free;
		m->free = i;
		m->alive--;
		m->steps++;
	}
	*head = NONE;
}

static size_t
utf8(uint32_t c, char b[4])
{
	if (c < 0x800) {
		b[0] = (char)(0xc0 | c >> 6);
		b[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	b[0] = (char)(0xe0 | (c >> 12 & 15));
	b[1] = (char)(0x80 | (c >> 6 & 63));
	b[2] = (char)(0x80 | (c & 63));
	return 3;
}

/* The bytes of the form from i that this character stands for; 0: none. */
static size_t
stands_for(const struct form *f, size_t i, const struct unit *u)
{
	char b[4], c = f->s[i];
	size_t n;

	if (u->code < 0x80 || (u->byte && u->code < 0x100)) {
		if ((unsigned char)c == u->code || (c == ' ' && u->code == '+'))
			return 1;
		return f->hex && (uint32_t)(c | 32) == (u->code | 32) &&
		    unit_hex_digit(u->code) >= 0;
	}
	n = utf8(u->code, b);
	return n <= f->n - i && memcmp(b, f->s + i, n) == 0 ? n : 0;
}

/* From one place to those behind a character. */
static void
go_on(struct match *m, struct place p, const struct unit *u, size_t text)
{
	const struct form *f = &m->forms[p.form];
	size_t took = stands_for(f, p.at, u);
	struct place to = p;

	m->steps++;
	if (f->lines && p.at > 0 && p.ends < LINE_END_MAX &&
	    (u->code == '\r' || u->code == '\n')) {
		to.ends++;
		reach(m, to, text + u->len);
	}
	if (took == 0)
		return;
	to.at = p.at + (uint32_t)took;
	to.ends = 0;
	reach(m, to, text + u->len);
}

/* Forms that begin with this character. */
static void
begin(struct match *m, const struct unit *u, size_t text)
{
	uint32_t i;

	if (u->code < 0x80 ? !m->starts[u->code] : u->code < 0x100 && u->byte &&
		    !m->starts[u->code])
		return;
	for (i = 0; i < m->n; i++)
		go_on(m, (struct place){ text, i, 0, 0 }, u, text);
}

/* One byte of the text.  The answer is where to hold it from, if it ends in
 * the middle of an escape. */
static size_t
step(struct match *m, size_t text, bool last)
{
	struct unit ways[UNIT_WAYS];
	size_t k, i, count, hold, n = m->text.n;
	bool more;

	gather(m, text);
	if (m->now_n == 0 && !m->first[(unsigned char)m->text.s[text]])
		return n;
	count = unit_ways(&m->text, text, ways, &more);
	m->steps += count;
	for (k = 0; k < count; k++) {
		for (i = 0; i < m->now_n; i++)
			go_on(m, m->now[i], &ways[k], text);
		begin(m, &ways[k], text);
	}
	if (!more || last)
		return n;
	for (hold = text, i = 0; i < m->now_n; i++)
		hold = m->now[i].from < hold ? m->now[i].from : hold;
	return hold;
}

/* Those that come to the text's end, and no further. */
static size_t
at_end(struct match *m, size_t n, bool last, size_t hold)
{
	size_t i;

	gather(m, n);
	for (i = 0; i < m->now_n && !last; i++)
		hold = m->now[i].from < hold ? m->now[i].from : hold;
	/* What overlaps it may yet be one with it. */
	while (m->found_n > 0 && m->found[m->found_n - 1].to > hold) {
		size_t from = m->found[--m->found_n].from;

		hold = from < hold ? from : hold;
	}
	return hold;
}

size_t
match_text(struct match *m, const char *s, size_t n, bool last,
    const struct range **ret_found, size_t *ret_n)
{
	size_t text, hold = n;

	m->found_n = 0;
	m->lost = false;
	units_begin(&m->text, s, n);
	for (text = 0; text < n; text++) {
		size_t from;

		if (m->alive == 0)
			while (text < n && !may_begin(m, s + text, n - text))
				text++;
		if (text == n)
			break;
		from = step(m, text, last);
		hold = from < hold ? from : hold;
	}
	hold = at_end(m, n, last, hold);
	*ret_found = m->found;
	*ret_n = m->found_n;
	return hold;
}
