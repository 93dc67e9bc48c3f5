/* SPDX-License-Identifier: Apache-2.0 */
/* url_host.c -- hosts: domains, IPv4 and IPv6 addresses, opaque ones. */
#include <string.h>

#include "worker/url/idna.h"
#include "worker/url/url_int.h"

#define LARGE ((uint64_t)1 << 40) /* more than any part of an address */

/* An IPv4 number: decimal, octal or hexadecimal; false when it is none. */
static bool
ipv4_number(const char *s, size_t n, uint64_t *ret)
{
	unsigned base = 10, d;
	uint64_t v = 0;
	size_t i = 0;
	char c;

	if (n == 0)
		return false;
	if (n >= 2 && s[0] == '0' && (s[1] | 32) == 'x') {
		base = 16;
		i = 2;
	} else if (n >= 2 && s[0] == '0') {
		base = 8;
		i = 1;
	}
	for (; i < n; i++) {
		c = s[i];
		d = c >= '0' && c <= '9' ? (unsigned)(c - '0')
		    : (c | 32) >= 'a' && (c | 32) <= 'f'
		    ? (unsigned)((c | 32) - 'a') + 10
		    : 99;
		if (d >= base)
			return false;
		if (v < LARGE)
			v = v * base + d;
	}
	*ret = v;
	return true;
}

static bool
ends_in_number(const char *s, size_t n)
{
	size_t end = n, from, i;
	uint64_t v;

	if (end > 0 && s[end - 1] == '.')
		end--;
	for (from = end; from > 0 && s[from - 1] != '.'; from--)
		;
	if (from == end)
		return false;
	for (i = from; i < end && s[i] >= '0' && s[i] <= '9'; i++)
		;
	return i == end || ipv4_number(s + from, end - from, &v);
}

static int
parse_ipv4(const char *s, size_t n, struct buf *out)
{
	uint64_t part[4], v = 0;
	unsigned count = 0, i;
	size_t from = 0, to;

	if (n > 0 && s[n - 1] == '.')
		n--;
	for (; from <= n; from = to + 1) {
		for (to = from; to < n && s[to] != '.'; to++)
			;
		if (count == 4 ||
		    !ipv4_number(s + from, to - from, &part[count]))
			return -1;
		count++;
	}
	for (i = 0; i + 1 < count; i++)
		if (part[i] > 255)
			return -1;
	if (part[count - 1] >= (uint64_t)1 << 8 * (5 - count))
		return -1;
	v = part[count - 1];
	for (i = 0; i + 1 < count; i++)
		v += part[i] << 8 * (3 - i);
	buf_addf(out, "%u.%u.%u.%u", (unsigned)(v >> 24),
	    (unsigned)(v >> 16 & 255), (unsigned)(v >> 8 & 255),
	    (unsigned)(v & 255));
	return 0;
}

struct v6 {
	const char *s, *end;
	uint16_t piece[8];
	int at, compress;
};

static int
digit(const struct v6 *a, int base)
{
	int c = a->s < a->end ? *a->s : 0;

	if (c >= '0' && c <= '9')
		return c - '0';
	if (base == 16 && (c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;
	return -1;
}

/* The last four bytes as in IPv4. */
static int
v6_dotted(struct v6 *a)
{
	int seen, v, d;

	if (a->at > 6)
		return -1;
	for (seen = 0; a->s < a->end; seen++) {
		if (seen > 0 && (seen == 4 || *a->s++ != '.'))
			return -1;
		if (digit(a, 10) < 0)
			return -1;
		for (v = -1; (d = digit(a, 10)) >= 0; a->s++) {
			if (v == 0)
				return -1;
			v = v < 0 ? d : v * 10 + d;
			if (v > 255)
				return -1;
		}
		a->piece[a->at] = (uint16_t)(a->piece[a->at] << 8 | v);
		if (seen == 1 || seen == 3)
			a->at++;
	}
	return seen == 4 ? 0 : -1;
}

/* One piece, and the colon after it.  1: the address has ended. */
static int
v6_piece(struct v6 *a)
{
	const char *from = a->s;
	int v = 0, d;

	while (a->s - from < 4 && (d = digit(a, 16)) >= 0) {
		v = v << 4 | d;
		a->s++;
	}
	if (a->s < a->end && *a->s == '.') {
		if (a->s == from)
			return -1;
		a->s = from;
		return v6_dotted(a) == 0 ? 1 : -1;
	}
	if (a->s < a->end) {
		if (*a->s++ != ':' || a->s == a->end)
			return -1;
	}
	a->piece[a->at++] = (uint16_t)v;
	return a->s == a->end ? 1 : 0;
}

static int
v6_parse(struct v6 *a)
{
	int r = 0, i, k;

	if (a->s < a->end && *a->s == ':') {
		if (a->end - a->s < 2 || a->s[1] != ':')
			return -1;
		a->s += 2;
		a->compress = ++a->at;
	}
	while (r == 0 && a->s < a->end) {
		if (a->at == 8)
			return -1;
		if (*a->s == ':') {
			if (a->compress >= 0)
				return -1;
			a->s++;
			a->compress = ++a->at;
			continue;
		}
		if ((r = v6_piece(a)) < 0)
			return -1;
	}
	if (a->compress < 0)
		return a->at == 8 ? 0 : -1;
	/* What came after the gap moves to the end. */
	for (i = 7, k = a->at - 1; k >= a->compress; i--, k--) {
		uint16_t swap = a->piece[i];

		a->piece[i] = a->piece[k];
		a->piece[k] = swap;
	}
	return 0;
}

static void
v6_text(const uint16_t *piece, struct buf *out)
{
	int best = -1, len = 1, i, k;

	for (i = 0; i < 8; i = k + 1) {
		for (k = i; k < 8 && piece[k] == 0; k++)
			;
		if (k - i > len) {
			best = i;
			len = k - i;
		}
	}
	buf_addc(out, '[');
	for (i = 0; i < 8; i++) {
		if (i == best) {
			buf_adds(out, i == 0 ? "::" : ":");
			i += len - 1;
			continue;
		}
		buf_addf(out, "%x", piece[i]);
		if (i < 7)
			buf_addc(out, ':');
	}
	buf_addc(out, ']');
}

static int
parse_ipv6(const char *s, size_t n, struct buf *out)
{
	struct v6 a = { s, s + n, { 0 }, 0, -1 };

	if (n == 0 || v6_parse(&a) != 0)
		return -1;
	v6_text(a.piece, out);
	return 0;
}

static bool
forbidden_host(uint8_t c)
{
	return c == 0 || strchr("\t\n\r #/:<>?@[\\]^|", c) != NULL;
}

static bool
forbidden_domain(uint8_t c)
{
	return forbidden_host(c) || c <= 0x1f || c == '%' || c == 0x7f;
}

static int
parse_domain(const char *s, size_t n, struct buf *out)
{
	struct buf raw, ascii;
	size_t i;
	int rc = -1;

	buf_init(&raw, URL_BYTES_MAX);
	buf_init(&ascii, URL_BYTES_MAX);
	url_decode(&raw, s, n);
	if (!buf_ok(&raw) ||
	    idna_to_ascii(raw.p == NULL ? "" : raw.p, raw.len, &ascii) != 0 ||
	    !buf_ok(&ascii) || ascii.len == 0)
		goto done;
	for (i = 0; i < ascii.len; i++)
		if (forbidden_domain((uint8_t)ascii.p[i]))
			goto done;
	if (ends_in_number(ascii.p, ascii.len)) {
		rc = parse_ipv4(ascii.p, ascii.len, out);
	} else {
		buf_add(out, ascii.p, ascii.len);
		rc = 0;
	}
done:
	buf_fini(&ascii);
	buf_fini(&raw);
	return rc;
}

int
url_parse_host(const char *s, size_t n, bool opaque, struct buf *out)
{
	size_t i;

	if (n > 0 && s[0] == '[')
		return s[n - 1] == ']' ? parse_ipv6(s + 1, n - 2, out) : -1;
	if (!opaque)
		return parse_domain(s, n, out);
	for (i = 0; i < n; i++)
		if (forbidden_host((uint8_t)s[i]))
			return -1;
	url_encode_all(out, s, n, SET_C0);
	return 0;
}
