/* SPDX-License-Identifier: Apache-2.0 */
/*
 * small_api.h -- OpenAPI documents for fuzz targets, of few words: an object
 * of paths is OP(...) "," OP(...), and made a catalog.
 */
#ifndef CORDON_TESTS_FUZZ_SMALL_API_H
#define CORDON_TESTS_FUZZ_SMALL_API_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/host/file.h"
#include "typegen/catalog.h"

#define PARAM(name, in, more) \
	"{\"name\":\"" name "\",\"in\":\"" in "\",\"required\":true" more "}"
#define BODY(media, more) \
	"\"requestBody\":{\"content\":{\"" media "\":{\"schema\":{}" more "}}}"
#define OP(path, params, body) \
	"\"" path "\":{\"post\":{\"parameters\":[" params "]," body "}}"
#define API(server, paths) \
	"{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"}," \
	"\"servers\":[{\"url\":\"" server "\"}],\"paths\":{" paths "}}"

/* The document's catalog as a file; its first bytes to ret.  How many. */
static size_t
small_api_build(const char *document, unsigned char *ret, size_t most)
{
	char dir[] = "/tmp/cordon-fuzz-XXXXXX", doc[64], file[64];
	struct catalog_report report;
	struct err e = { 0 };
	FILE *f = NULL;
	size_t n;

	if (mkdtemp(dir) == NULL)
		abort();
	(void)snprintf(doc, sizeof doc, "%s/api.json", dir);
	(void)snprintf(file, sizeof file, "%s/api.cat", dir);
	if (file_write(doc, document, strlen(document), 0600, &e) == -1 ||
	    catalog_build_openapi("api", doc, NULL, file, &report, &e) == -1 ||
	    (f = fopen(file, "r")) == NULL) {
		(void)fprintf(stderr, "%s\n", e.msg);
		abort();
	}
	n = fread(ret, 1, most, f);
	(void)fclose(f);
	buf_fini(&report.losses);
	(void)unlink(doc);
	(void)unlink(file);
	(void)rmdir(dir);
	return n;
}

/* Opens a catalog of those bytes; NULL: it is none. */
static struct catalog *
small_api_open(int memory, const void *p, size_t n)
{
	char path[64];

	if (ftruncate(memory, 0) == -1 || pwrite(memory, p, n, 0) != (ssize_t)n)
		abort();
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
	return catalog_open(path, NULL);
}

#endif
