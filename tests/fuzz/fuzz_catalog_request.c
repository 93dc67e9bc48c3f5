/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "patches\n\narguments": a catalog with every style and body, and bytes of it
 * replaced (a patch is two bytes of where, one of how many, and those): whatever
 * it says then, what is built is one request, to the server it names.
 */
#include <assert.h>
#include <curl/curl.h>
#include <stdint.h>
#include <sys/mman.h>

#include "broker/egress/request.h"
#include "common/host/json.h"
#include "typegen/catalog_file.h"

#include "tests/fuzz/small_api.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char document[] = API("https://api.example.com/v1",
    OP("/a/{x}", PARAM("x", "path", ",\"style\":\"label\""),
	BODY("application/json", ""))
    "," OP("/c", PARAM("x", "query", "") "," PARAM("y", "query",
	",\"style\":\"deepObject\",\"explode\":true"),
	BODY("application/x-www-form-urlencoded", ""))
    "," OP("/d", PARAM("x", "header", "") "," PARAM("y", "cookie", ""),
	BODY("multipart/form-data", ",\"encoding\":{\"x\":{\"style\":"
	    "\"deepObject\"},\"y\":{\"contentType\":\"a/b\"}}")));

static uint8_t *base, *copy;
static size_t base_size;
static int memory;

static void
prepare(void)
{
	base = malloc(65536);
	base_size = small_api_build(document, base, 65536);
	copy = malloc(base_size);
	memory = memfd_create("cat", 0);
}

static void
patch(const uint8_t *p, size_t n)
{
	memcpy(copy, base, base_size);
	while (n >= 3) {
		size_t at = (p[0] | (size_t)p[1] << 8) % base_size;
		size_t len = p[2];

		p += 3;
		n -= 3;
		len = len < n ? len : n;
		len = len < base_size - at ? len : base_size - at;
		memcpy(copy + at, p, len);
		p += len;
		n -= len;
	}
}

/* As a broken writer would leave it: all checks of the header are right. */
static struct catalog *
open_patched(void)
{
	struct cat_header h;
	uint64_t f = 0xcbf29ce484222325u;
	size_t i;

	memcpy(&h, copy, sizeof h);
	memcpy(h.magic, CAT_MAGIC, sizeof h.magic);
	h.version = CAT_VERSION;
	h.size = base_size;
	h.check = 0;
	for (i = 0; i < sizeof h; i++)
		f = (f ^ ((const unsigned char *)&h)[i]) * 0x100000001b3u;
	h.check = (uint32_t)f;
	memcpy(copy, &h, sizeof h);
	return small_api_open(memory, copy, base_size);
}

static bool
same_part(CURLU *a, CURLU *b, CURLUPart part)
{
	char *x = NULL, *y = NULL;
	bool same;

	(void)curl_url_get(a, part, &x, CURLU_DEFAULT_PORT);
	(void)curl_url_get(b, part, &y, CURLU_DEFAULT_PORT);
	same = x != NULL && y != NULL && strcmp(x, y) == 0;
	curl_free(x);
	curl_free(y);
	return same;
}

static void
check_url(const char *server, const struct buf *url)
{
	CURLU *a = curl_url(), *b = curl_url();
	size_t i;

	for (i = 0; i < url->len; i++)
		assert((unsigned char)url->p[i] > ' ' && url->p[i] != 0x7f);
	assert(strchr(url->p, '#') == NULL);
	assert(curl_url_set(a, CURLUPART_URL, server, 0) == CURLUE_OK);
	assert(curl_url_set(b, CURLUPART_URL, url->p, 0) == CURLUE_OK);
	assert(same_part(a, b, CURLUPART_SCHEME) &&
	    same_part(a, b, CURLUPART_HOST) && same_part(a, b, CURLUPART_PORT));
	curl_url_cleanup(a);
	curl_url_cleanup(b);
}

/* A token, RFC 9110. */
static size_t
token(const char *s)
{
	return strspn(s, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static void
check(const struct catalog_op *o, const struct request *r)
{
	const char *line = r->headers.p, *end;
	unsigned types = 0;
	size_t i, n;

	check_url(o->server, &r->url);
	assert(r->method[0] != '\0' && r->method[token(r->method)] == '\0');
	for (i = 0; i < r->headers.len; i++)
		assert(r->headers.p[i] == '\n' || r->headers.p[i] == '\t' ||
		    ((unsigned char)r->headers.p[i] >= ' ' &&
			r->headers.p[i] != 0x7f));
	for (; line != NULL && *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		assert(end != NULL);
		n = token(line);
		assert(n > 0 && line[n] == ':' && line[n + 1] == ' ');
		types += strncasecmp(line, "Content-Type:", 13) == 0;
	}
	assert(types == (r->has_body ? 1 : 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = {
		.bytes = 16384, .depth = 32, .values = 2000};
	const uint8_t *end = size < 2 ? NULL : memmem(data, size, "\n\n", 2);
	struct request_plan *plan;
	struct catalog_op o;
	struct catalog *c;
	struct request r;
	struct err e;
	json_t *args;
	uint32_t i;

	if (base == NULL)
		prepare();
	if (end == NULL)
		return 0;
	patch(data, (size_t)(end - data));
	args = json_read((const char *)end + 2,
	    (size_t)(data + size - end) - 2, &limits, NULL);
	c = args == NULL ? NULL : open_patched();
	for (i = 0; c != NULL && i < catalog_ops(c) && i < 4; i++) {
		catalog_op(c, i, &o);
		if ((plan = request_plan_new(c, i, &e)) == NULL)
			continue;
		if (request_build(plan, args, &r, &e) == 0) {
			check(&o, &r);
			request_fini(&r);
		}
		request_plan_free(plan);
	}
	catalog_close(c);
	json_decref(args);
	return 0;
}
