/* SPDX-License-Identifier: Apache-2.0 */
/* capnweb.c -- what is asked; see capnweb.h.  For the answer see
 * capnweb_answer.c. */
#include "broker/egress/capnweb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/date.h"
#include "broker/egress/encode.h"
#include "broker/egress/request_int.h"
#include "common/base/near.h"
#include "common/host/json.h"
#include "typegen/names.h"

/* As the reader of the arguments allows (service_call.c). */
#define DEPTH_MAX 64
#define NAMES_MAX 64
/* Arrays double their brackets; what is left out in front has a word. */
#define CALL_MAX (4 * ARGS_MAX)
#define BATCH_MAX (CALL_MAX + 2 * ARGS_MAX)

/* The text of {"$word": text}, if v is that. */
static const char *
marked(const json_t *v, const char *word)
{
	return json_object_size(v) == 1 ? json_str(v, word) : NULL;
}

static bool
is_undefined(const json_t *v)
{
	return json_object_size(v) == 1 &&
	    json_is_true(json_object_get(v, "$undefined"));
}

static bool
digits_ok(const char *s)
{
	const char *d = s + (*s == '-');
	size_t n = strspn(d, "0123456789");

	return n > 0 && n <= CAPNWEB_DIGITS_MAX && d[n] == '\0';
}

/* As plain JSON, for the schema ---------------------------------------- */

static json_t *
plain_bigint(const char *s)
{
	if (strlen(s) < 19)
		return json_integer(strtoll(s, NULL, 10));
	/* So large that only its kind can be checked. */
	return json_real(s[0] == '-' ? -1e300 : 1e300);
}

static json_t *
plain(const json_t *v)
{
	const char *key, *s;
	json_t *out, *one;
	size_t i;

	if (json_is_array(v)) {
		out = json_array();
		json_array_foreach((json_t *)(uintptr_t)v, i, one)
		    json_array_append_new(out, plain(one));
		return out;
	}
	if (!json_is_object(v) || marked(v, "$bytes") != NULL)
		return json_incref((json_t *)(uintptr_t)v);
	if (json_object_size(v) == 1 && json_object_get(v, "$date") != NULL)
		return json_string(
		    marked(v, "$date") != NULL ? marked(v, "$date") : "");
	if ((s = marked(v, "$bigint")) != NULL)
		return plain_bigint(s);
	if ((s = marked(v, "$number")) != NULL)
		return json_real(s[0] == '-' ? -1e308 : 1e308);
	if (is_undefined(v))
		return json_null();
	out = json_object();
	json_object_foreach((json_t *)(uintptr_t)v, key, one)
	    json_object_set_new(out, key, plain(one));
	return out;
}

/* As Cap'n Web writes it ----------------------------------------------- */

static int put(struct buf *out, const json_t *v, unsigned depth, struct err *e);

static int
put_date(struct buf *out, const json_t *v, struct err *e)
{
	const char *s = json_string_value(v);
	double ms;

	if (json_is_null(v))
		buf_adds(out, "[\"date\",null]");
	else if (s != NULL && date_read(s, &ms))
		buf_addf(out, "[\"date\",%.0f]", ms);
	else
		return err_set(e, ERR_INPUT, "a $date is no date of ISO 8601");
	return 0;
}

static int
put_bytes(struct buf *out, const char *s, struct err *e)
{
	size_t n = strlen(s);
	struct buf raw;
	bool ok;

	buf_init(&raw, ARGS_MAX);
	ok = encode_unbase64(&raw, s, n);
	buf_fini(&raw);
	if (!ok)
		return err_set(e, ERR_INPUT, "$bytes is not base64");
	while (n > 0 && s[n - 1] == '=')
		n--;
	buf_adds(out, "[\"bytes\",\"");
	buf_add(out, s, n);
	buf_adds(out, "\"]");
	return 0;
}

static int
put_number(struct buf *out, const char *s, struct err *e)
{
	static const char *const words[][2] = { { "Infinity", "inf" },
		{ "-Infinity", "-inf" }, { "NaN", "nan" } };
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i][0], s) == 0) {
			buf_addf(out, "[\"%s\"]", words[i][1]);
			return 0;
		}
	return err_set(e, ERR_INPUT, "a $number is Infinity, -Infinity or NaN");
}

/* 1: v is one of the marked values, and is put. */
static int
put_marked(struct buf *out, const json_t *v, struct err *e)
{
	const char *s;
	int r = 0;

	if (json_object_size(v) != 1)
		return 0;
	if (json_object_get(v, "$date") != NULL)
		r = put_date(out, json_object_get(v, "$date"), e);
	else if ((s = marked(v, "$bytes")) != NULL)
		r = put_bytes(out, s, e);
	else if ((s = marked(v, "$number")) != NULL)
		r = put_number(out, s, e);
	else if (is_undefined(v))
		buf_adds(out, "[\"undefined\"]");
	else if ((s = marked(v, "$bigint")) == NULL)
		return 0;
	else if (digits_ok(s))
		buf_addf(out, "[\"bigint\",\"%s\"]", s);
	else
		r = err_set(e, ERR_INPUT, "a $bigint is at most %d digits",
		    CAPNWEB_DIGITS_MAX);
	return r == -1 ? -1 : 1;
}

static int
put_object(struct buf *out, const json_t *v, unsigned depth, struct err *e)
{
	const char *key, *sep = "{";
	json_t *one;

	json_object_foreach((json_t *)(uintptr_t)v, key, one)
	{
		buf_adds(out, sep);
		buf_add_json(out, key, strlen(key));
		buf_addc(out, ':');
		if (put(out, one, depth + 1, e) == -1)
			return -1;
		sep = ",";
	}
	buf_adds(out, *sep == '{' ? "{}" : "}");
	return 0;
}

static int
put(struct buf *out, const json_t *v, unsigned depth, struct err *e)
{
	json_t *one;
	size_t i;
	int r;

	if (depth > DEPTH_MAX)
		return err_set(e, ERR_LIMIT, "deeper than %d", DEPTH_MAX);
	if (json_is_object(v)) {
		r = put_marked(out, v, e);
		return r != 0 ? (r == 1 ? 0 : -1)
			      : put_object(out, v, depth, e);
	}
	if (!json_is_array(v)) {
		json_write(out, v);
		return 0;
	}
	buf_adds(out, "[["); /* escaped: not one of the typed values */
	json_array_foreach((json_t *)(uintptr_t)v, i, one)
	{
		if (i > 0)
			buf_addc(out, ',');
		if (put(out, one, depth + 1, e) == -1)
			return -1;
	}
	buf_adds(out, "]]");
	return 0;
}

/* The arguments -------------------------------------------------------- */

static int
unknown(const struct request_plan *p, const json_t *props, const char *key,
    struct err *e)
{
	const char *names[NAMES_MAX], *name, *near;
	size_t n = 0;
	json_t *v;

	json_object_foreach((json_t *)(uintptr_t)props, name,
	    v) if (n < NAMES_MAX) names[n++] = name;
	near = near_best(key, names, n);
	if (near != NULL)
		return err_set(e, ERR_INPUT,
		    "unknown argument \"%.100s\"; did you mean \"%s\"? %.300s",
		    key, near, p->op.signature);
	return err_set(e, ERR_INPUT, "unknown argument \"%.100s\": %.300s", key,
	    p->op.signature);
}

/* The declared name of one given in any spelling, or NULL. */
static const char *
find(const json_t *props, const char *key)
{
	uint64_t h = names_hash(key);
	const char *name;
	json_t *v;

	if (json_object_get(props, key) != NULL)
		return key;
	json_object_foreach((json_t *)(uintptr_t)props, name,
	    v) if (names_hash(name) == h) return name;
	return NULL;
}

/* A text where a Date is declared, a number where a bigint is: what models
 * write.  New, or NULL to leave it as it is. */
static json_t *
meant(const json_t *schema, const json_t *v)
{
	const char *format = json_str(schema, "format");
	const char *s = json_string_value(v);
	char digits[24];
	double ms;

	if (format == NULL)
		return NULL;
	if (strcmp(format, "js-date") == 0 && s != NULL && date_read(s, &ms))
		return json_pack("{s:s}", "$date", s);
	if (strcmp(format, "js-bigint") != 0)
		return NULL;
	if (s != NULL && digits_ok(s))
		return json_pack("{s:s}", "$bigint", s);
	if (!json_is_integer(v))
		return NULL;
	(void)snprintf(digits, sizeof digits, "%lld",
	    (long long)json_integer_value(v));
	return json_pack("{s:s}", "$bigint", digits);
}

/* By their declared names.  New, or NULL. */
static json_t *
sort_args(const struct request_plan *p, const json_t *args, struct buf *notes,
    struct err *e)
{
	const json_t *props = json_object_get(p->body_schema, "properties");
	json_t *out = json_object(), *v, *other;
	const char *key, *name;

	json_object_foreach((json_t *)(uintptr_t)args, key, v)
	{
		if ((name = find(props, key)) == NULL ||
		    json_object_get(out, name) != NULL) {
			unknown(p, props, key, e);
			json_decref(out);
			return NULL;
		}
		if (is_undefined(v))
			continue;
		other = meant(json_object_get(props, name), v);
		if (other != NULL)
			buf_addf(notes, "%s/%.60s: taken as a %s",
			    notes->len > 0 ? "; " : "", name,
			    json_object_get(other, "$date") != NULL ? "Date"
								    : "bigint");
		json_object_set_new(out, name,
		    other != NULL ? other : json_incref(v));
	}
	return out;
}

static int
check(const struct request_plan *p, const json_t *args, struct err *e)
{
	json_t *v = plain(args);
	struct err fault;
	int r = p->body_check == NULL
	    ? 0
	    : validate_value(p->body_check, v, true, &fault);

	json_decref(v);
	return r == 0
	    ? 0
	    : err_set(e, fault.code, "%s%.200s: %.280s",
		  fault.msg[0] == '/' ? "" : "/: ", fault.msg, p->op.signature);
}

/* "users","find" of "users.find". */
static void
put_path(struct buf *out, const char *id)
{
	const char *dot;

	for (; (dot = strchr(id, '.')) != NULL; id = dot + 1) {
		buf_add_json(out, id, (size_t)(dot - id));
		buf_addc(out, ',');
	}
	buf_add_json(out, id, strlen(id));
}

static int
put_call(const struct request_plan *p, const json_t *args, struct buf *out,
    struct err *e)
{
	const json_t *props = json_object_get(p->body_schema, "properties");
	size_t given = 0, i = 0;
	const char *name;
	json_t *schema, *v;

	json_object_foreach((json_t *)(uintptr_t)props, name, schema)
	{
		i++;
		if (json_object_get(args, name) != NULL)
			given = i;
	}
	buf_adds(out, "[\"push\",[\"pipeline\",0,[");
	put_path(out, p->op.id);
	buf_adds(out, "],[");
	i = 0;
	json_object_foreach((json_t *)(uintptr_t)props, name, schema)
	{
		if (i++ == given)
			break;
		if (i > 1)
			buf_addc(out, ',');
		v = json_object_get(args, name);
		if (v == NULL)
			buf_adds(out, "[\"undefined\"]");
		else if (put(out, v, 0, e) == -1)
			return err_prefix(e, "/%.100s", name);
	}
	buf_adds(out, "]]]");
	return buf_ok(out) ? 0
			   : err_set(e, ERR_LIMIT,
				 "the arguments are longer "
				 "than %d bytes",
				 CALL_MAX);
}

/* The push as it is sent. */
static int
push(const struct request_plan *p, const json_t *args, struct buf *out,
    struct buf *notes, struct err *e)
{
	json_t *sorted;
	int r;

	if (args != NULL && !json_is_object(args))
		return err_set(e, ERR_INPUT,
		    "the argument is one object: "
		    "%.300s",
		    p->op.signature);
	if ((sorted = sort_args(p, args, notes, e)) == NULL)
		return -1;
	r = check(p, sorted, e);
	if (r == 0)
		r = put_call(p, sorted, out, e);
	json_decref(sorted);
	return r;
}

int
capnweb_add(struct request *r, unsigned number, const struct request_plan *p,
    const json_t *args, struct buf *notes, struct err *e)
{
	struct buf line;
	int ret;

	buf_init(&line, CALL_MAX);
	ret = push(p, args, &line, notes, e);
	if (ret == 0)
		buf_addf(&line, "\n[\"pull\",%u]", number);
	if (ret == 0 &&
	    (!buf_ok(&line) || line.len + 1 > r->body.max - r->body.len))
		ret = err_set(e, ERR_LIMIT, "the batch of calls is too long");
	if (ret == 0) {
		if (r->body.len > 0)
			buf_addc(&r->body, '\n');
		buf_add(&r->body, line.p, line.len);
		if (!buf_ok(&r->body)) /* and so the batch, which says so */
			ret = err_set(e, ERR_NOMEM, "out of memory");
	}
	buf_fini(&line);
	return ret;
}

int
capnweb_begin(const char *url, struct request *r, struct err *e)
{
	memset(r, 0, sizeof *r);
	memcpy(r->method, "POST", sizeof "POST");
	r->has_body = true;
	buf_init(&r->url, REQUEST_URL_MAX);
	buf_init(&r->headers, REQUEST_HEADERS_MAX);
	buf_init(&r->body, BATCH_MAX);
	buf_init(&r->notes, 1);
	buf_adds(&r->url, url);
	buf_adds(&r->headers,
	    "Content-Type: text/plain;charset=UTF-8\n"
	    "Accept: */*\n");
	if (buf_ok(&r->url) && buf_ok(&r->headers))
		return 0;
	request_fini(r);
	return err_set(e, ERR_LIMIT, "a URL longer than %d bytes",
	    REQUEST_URL_MAX);
}
