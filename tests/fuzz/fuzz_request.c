/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "op\narguments": any arguments of operations with every style and body.
 * What is built goes to the server and below its path, in header lines of one
 * line each.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/egress/request.h"
#include "common/host/file.h"
#include "common/host/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ORIGIN "https://api.example.com:8443/v1"
#define PARAM(name, in, more) \
	"{\"name\":\"" name "\",\"in\":\"" in "\",\"required\":true" more "}"
#define BODY(media, more) \
	"\"requestBody\":{\"content\":{\"" media "\":{\"schema\":{}" more "}}}"
#define OP(path, params, body) \
	"\"" path "\":{\"post\":{\"parameters\":[" params "]," body "}}"

static const char document[] =
    "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},"
    "\"servers\":[{\"url\":\"" ORIGIN "\"}],\"paths\":{"
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
    "}}";

static struct catalog *catalog;

static void
prepare(void)
{
	char dir[] = "/tmp/cordon-fuzz-XXXXXX", doc[64], file[64];
	struct catalog_report report;
	struct err e;

	if (mkdtemp(dir) == NULL)
		abort();
	(void)snprintf(doc, sizeof doc, "%s/api.json", dir);
	(void)snprintf(file, sizeof file, "%s/api.cat", dir);
	if (file_write(doc, document, strlen(document), 0600, &e) == -1 ||
	    catalog_build_openapi("api", doc, NULL, file, &report, &e) == -1 ||
	    (catalog = catalog_open(file, &e)) == NULL) {
		(void)fprintf(stderr, "%s\n", e.msg);
		abort();
	}
	buf_fini(&report.losses);
	(void)unlink(doc);
	(void)unlink(file);
	(void)rmdir(dir);
}

static void
check(const struct request *r)
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
	for (i = 0; i < r->url.len; i++)
		assert((unsigned char)r->url.p[i] > ' ' && r->url.p[i] != 0x7f);
	for (i = 0; i < r->headers.len; i++)
		assert(r->headers.p[i] != '\r' && r->headers.p[i] != '\0');
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

	if (catalog == NULL)
		prepare();
	if (size < 2)
		return 0;
	args = json_read((const char *)data + 2, size - 2, &limits, NULL);
	plan = request_plan_new(catalog, data[0] % catalog_ops(catalog), &e);
	assert(plan != NULL);
	if (args != NULL && request_build(plan, args, &r, &e) == 0) {
		check(&r);
		request_fini(&r);
	}
	request_plan_free(plan);
	json_decref(args);
	return 0;
}
