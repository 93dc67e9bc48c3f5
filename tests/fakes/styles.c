/* SPDX-License-Identifier: Apache-2.0 */
/*
 * styles -- what values become in requests.  Each line of the input is
 *	PLACE STYLE EXPLODE SCHEMA VALUE
 * with PLACE path, query, query+ (allowReserved), header, cookie, form, multi
 * (a property of a body of that kind) or one of Swagger 2.0: 2path, 2query,
 * 2header, 2form, whose STYLE is the collectionFormat.  STYLE may be a media
 * type (content) and "-" stands for what is not said.  SCHEMA is an object, or
 * the name of a type.  The value is the parameter's, "color".  Each comes out with
 * " => " and what the request has of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/egress/request.h"
#include "common/host/file.h"

#define ROWS_MAX 1024
#define WORD_MAX 1024
#define DOCUMENT_MAX (4 << 20)

struct row {
	char place[16], style[64], explode[8], schema[WORD_MAX];
	char value[WORD_MAX];
};

static struct row rows[ROWS_MAX];
static size_t n_rows;

static bool
read_row(char *line, struct row *r)
{
	int at = 0;

	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '#' || line[0] == '\0' ||
	    sscanf(line, "%15s %63s %7s %1023s %n", r->place, r->style,
		r->explode, r->schema, &at) != 4 || at == 0)
		return false;
	(void)snprintf(r->value, sizeof r->value, "%s", line + at);
	return true;
}

static void
put_schema(struct buf *b, const struct row *r)
{
	if (r->schema[0] == '{')
		buf_adds(b, r->schema);
	else if (strcmp(r->schema, "any") == 0)
		buf_adds(b, "{}");
	else
		buf_addf(b, "{\"type\":\"%s\"%s}", r->schema,
		    strcmp(r->schema, "array") == 0 ? ",\"items\":{}" : "");
}

static void
put_said(struct buf *b, const struct row *r)
{
	if (r->style[0] != '-')
		buf_addf(b, "\"style\":\"%s\",", r->style);
	if (r->explode[0] != '-')
		buf_addf(b, "\"explode\":%s,", r->explode);
}

static void
put_param(struct buf *b, const struct row *r)
{
	size_t n = strcspn(r->place, "+");

	buf_addf(b, "{\"name\":\"color\",\"in\":\"%.*s\",\"required\":true,",
	    (int)n, r->place);
	if (r->place[n] == '+')
		buf_adds(b, "\"allowReserved\":true,");
	if (strchr(r->style, '/') != NULL) {
		buf_addf(b, "\"content\":{\"%s\":{\"schema\":", r->style);
		put_schema(b, r);
		buf_adds(b, "}}}");
		return;
	}
	put_said(b, r);
	buf_adds(b, "\"schema\":");
	put_schema(b, r);
	buf_adds(b, "}");
}

static void
put_body(struct buf *b, const struct row *r)
{
	buf_addf(b, "\"requestBody\":{\"content\":{\"%s\":{\"schema\":"
		    "{\"type\":\"object\",\"properties\":{\"color\":",
	    r->place[0] == 'f' ? "application/x-www-form-urlencoded" :
				 "multipart/form-data");
	put_schema(b, r);
	buf_adds(b, "}},\"encoding\":{\"color\":{");
	if (strchr(r->style, '/') != NULL)
		buf_addf(b, "\"contentType\":\"%s\",", r->style);
	else
		put_said(b, r);
	/* A member that means nothing, for the comma. */
	buf_adds(b, "\"x-end\":0}}}}},");
}

static void
put_old_param(struct buf *b, const struct row *r)
{
	const char *in = r->place + 1;

	buf_addf(b, "{\"name\":\"color\",\"in\":\"%s\",\"required\":true,",
	    strcmp(in, "form") == 0 ? "formData" : in);
	if (r->style[0] != '-')
		buf_addf(b, "\"collectionFormat\":\"%s\",", r->style);
	buf_addf(b, "\"type\":\"%s\"%s}", r->schema,
	    strcmp(r->schema, "array") == 0 ?
		",\"items\":{\"type\":\"string\"}" : "");
}

static bool
is_old(const struct row *r)
{
	return r->place[0] == '2';
}

static bool
is_body(const struct row *r)
{
	return strcmp(r->place, "form") == 0 || strcmp(r->place, "multi") == 0;
}

static void
put_operation(struct buf *b, size_t i)
{
	const struct row *r = &rows[i];

	buf_addf(b, "\"/r%zu%s\":{\"post\":{\"operationId\":\"op%zu\",", i,
	    strstr(r->place, "path") != NULL ? "/{color}" : "", i);
	if (strcmp(r->place, "2form") == 0)
		buf_adds(b, "\"consumes\":[\"application/"
			    "x-www-form-urlencoded\"],");
	if (is_body(r))
		put_body(b, r);
	buf_adds(b, "\"parameters\":[");
	if (is_old(r))
		put_old_param(b, r);
	else if (!is_body(r))
		put_param(b, r);
	buf_adds(b, "],\"responses\":{}}},");
}

static struct catalog *
compile(const char *dir, bool old)
{
	struct catalog_report report;
	char doc[128], file[128];
	struct catalog *c;
	struct err e;
	struct buf b;
	size_t i;

	buf_init(&b, DOCUMENT_MAX);
	buf_addf(&b, "{\"%s,\"info\":{\"title\":\"t\",\"version\":\"1\"},%s,"
		     "\"paths\":{",
	    old ? "swagger\":\"2.0\"" : "openapi\":\"3.1.0\"",
	    old ? "\"host\":\"h\",\"schemes\":[\"https\"]" :
		  "\"servers\":[{\"url\":\"https://h\"}]");
	for (i = 0; i < n_rows; i++)
		if (is_old(&rows[i]) == old)
			put_operation(&b, i);
	buf_adds(&b, "\"/end\":{}}}");
	(void)snprintf(doc, sizeof doc, "%s/api.json", dir);
	(void)snprintf(file, sizeof file, "%s/api.cat", dir);
	if (file_write(doc, b.p, b.len, 0600, &e) == -1 ||
	    catalog_build_openapi("api", doc, NULL, file, &report, &e) == -1 ||
	    (c = catalog_open(file, &e)) == NULL) {
		(void)fprintf(stderr, "%s\n", e.msg);
		exit(1);
	}
	buf_fini(&report.losses);
	buf_fini(&b);
	(void)unlink(doc);
	(void)unlink(file);
	return c;
}

/* One line, whatever is in it. */
static void
print(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] == '\r' || s[i] == '\n')
			(void)fputs(s[i] == '\r' ? "\\r" : "\\n", stdout);
		else
			(void)putchar(s[i]);
}

static void
print_request(const struct row *r, size_t i, const struct request *q)
{
	char start[64];
	const char *at, *end;

	(void)snprintf(start, sizeof start, "https://h/r%zu", i);
	if (is_body(r) || strcmp(r->place, "2form") == 0)
		print(q->body.p != NULL ? q->body.p : "", q->body.len);
	else if (strstr(r->place, "header") != NULL ||
	    strcmp(r->place, "cookie") == 0) {
		at = strcasestr(q->headers.p, r->place[0] == 'c' ? "cookie: " :
								   "color: ");
		end = at == NULL ? NULL : strchr(at, '\n');
		print(at != NULL ? at : "(none)",
		    at != NULL ? (size_t)(end - at) : 6);
	} else if (strncmp(q->url.p, start, strlen(start)) == 0)
		print(q->url.p + strlen(start), q->url.len - strlen(start));
	else
		(void)fputs(q->url.p, stdout);
}

static void
show(const struct catalog *c, size_t i)
{
	const struct row *r = &rows[i];
	struct request_plan *plan;
	struct request q;
	struct err e = { 0 };
	char name[32];
	json_t *args, *value = json_loads(r->value, JSON_DECODE_ANY, NULL);

	(void)snprintf(name, sizeof name, "op%zu", i);
	plan = request_plan_new(c, (uint32_t)catalog_find(c, name), &e);
	args = is_body(r) ? json_pack("{s:{s:o}}", "body", "color", value) :
			    json_pack("{s:o}", "color", value);
	(void)printf("%s %s %s %s %s => ", r->place, r->style, r->explode,
	    r->schema, r->value);
	if (plan == NULL || request_build(plan, args, &q, &e) == -1)
		(void)printf("refused: %s\n", e.msg);
	else {
		print_request(r, i, &q);
		(void)putchar('\n');
		request_fini(&q);
	}
	request_plan_free(plan);
	json_decref(args);
}

int
main(void)
{
	char dir[] = "/tmp/cordon-styles-XXXXXX", line[4 * WORD_MAX];
	struct catalog *now, *old;
	size_t i;

	while (n_rows < ROWS_MAX && fgets(line, sizeof line, stdin) != NULL)
		n_rows += read_row(line, &rows[n_rows]);
	if (mkdtemp(dir) == NULL)
		return 1;
	now = compile(dir, false);
	old = compile(dir, true);
	(void)rmdir(dir);
	for (i = 0; i < n_rows; i++)
		show(is_old(&rows[i]) ? old : now, i);
	catalog_close(now);
	catalog_close(old);
	return 0;
}
