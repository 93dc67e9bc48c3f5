/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "op\narguments": any arguments of operations with every style and body.
 * What is built goes to the server and below its path, in header lines of one
 * line each.  And any text behind the server's URL: what is proved without
 * parsing is proved by parsing, too.
 */
#include <assert.h>
#include <stdint.h>
#include <sys/mman.h>

#include "broker/egress/request_int.h"
#include "common/host/json.h"

#include "tests/fuzz/small_api.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ORIGIN "https://api.example.com:8443/v1"
#define LAST 5 /* whose path the first may not have */

static const char document[] = API(ORIGIN,
    OP("/a/{x}/{y}", PARAM("x", "path", "") "," PARAM("y", "path",
	",\"style\":\"label\",\"explode\":true"),
	BODY("application/json", ""))
    "," OP("/b{x}.{y}", PARAM("x", "path", ",\"style\":\"matrix\"") ","
	PARAM("y", "path", ""), BODY("text/plain", ""))
    "," OP("/c", PARAM("x", "query", "") "," PARAM("y", "query",
	",\"style\":\"deepObject\",\"explode\":true"),
	BODY("application/x-www-form-urlencoded", ""))
    "," OP("/d?z=1", PARAM("x", "header", "") "," PARAM("y", "cookie", ""),
	BODY("multipart/form-data", ",\"encoding\":{\"x\":{\"style\":"
	    "\"deepObject\"},\"y\":{\"contentType\":\"a/b\"}}"))
    "," OP("/e#f", PARAM("x", "query", ",\"allowReserved\":true") ","
	PARAM("y", "query", ",\"style\":\"pipeDelimited\""),
	BODY("application/octet-stream", ""))
    "," OP("/a/b/{y}", PARAM("y", "path", ""), BODY("text/plain", "")));

static struct catalog *catalog;

static void
prepare(void)
{
	static unsigned char bytes[65536];
	size_t n = small_api_build(document, bytes, sizeof bytes);
	int memory = memfd_create("cat", 0);

	if ((catalog = small_api_open(memory, bytes, n)) == NULL)
		abort();
	(void)close(memory);
}

static void
check(uint32_t op, const struct request *r)
{
	static const char origin[] = ORIGIN "/";
	const char *dots;
	size_t i;

	assert(strncmp(r->url.p, origin, strlen(origin)) == 0);
	/* In a query, dots mean nothing. */
	for (dots = r->url.p; (dots = strstr(dots, "/.")) != NULL &&
	    dots < r->url.p + strcspn(r->url.p, "?"); dots++)
		assert(strncmp(dots, "/../", 4) != 0 &&
		    strncmp(dots, "/./", 3) != 0);
	assert(strchr(r->url.p, '#') == NULL);
	assert(op == LAST ||
	    strncasecmp(r->url.p + strlen(ORIGIN), "/a/b/", 5) != 0);
	for (i = 0; i < r->url.len; i++)
		assert((unsigned char)r->url.p[i] > ' ' && r->url.p[i] != 0x7f);
	for (i = 0; i < r->headers.len; i++)
		assert(r->headers.p[i] != '\r' && r->headers.p[i] != '\0');
}

static void
compare_proofs(const struct request_plan *plan, const char *s, size_t n)
{
	static const char *const before[] = { ORIGIN, "https://api.example.com:8443",
		"" };
	struct err e;
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof before / sizeof before[0]; i++) {
		buf_init(&b, REQUEST_URL_MAX);
		buf_adds(&b, before[i]);
		buf_add(&b, s, strnlen(s, n));
		if (buf_ok(&b) && request_proof_plain(&plan->origin, b.p))
			assert(request_proof_whole(plan, b.p, &e) == 0);
		buf_fini(&b);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = {
		.bytes = 16384, .depth = 32, .values = 2000};
	struct request_plan *plan;
	struct request r;
	struct err e;
	json_t *args;
	uint32_t op;

	if (catalog == NULL)
		prepare();
	if (size < 2)
		return 0;
	args = json_read((const char *)data + 2, size - 2, &limits, NULL);
	op = data[0] % catalog_ops(catalog);
	plan = request_plan_new(catalog, op, &e);
	assert(plan != NULL);
	compare_proofs(plan, (const char *)data + 1, size - 1);
	if (args != NULL && request_build(plan, args, &r, &e) == 0) {
		check(op, &r);
		assert(request_proof_whole(plan, r.url.p, &e) == 0);
		request_fini(&r);
	}
	request_plan_free(plan);
	json_decref(args);
	return 0;
}
