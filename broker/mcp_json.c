/* SPDX-License-Identifier: Apache-2.0 */
/* mcp_json.c -- see mcp_json.h. */
#include "broker/mcp_json.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "broker/conf.h"
#include "broker/connector_write.h"
#include "common/host/json.h"

/* A text with its variables; the kernel's limit of one argument. */
#define TEXT_MAX 131072
/* Below, a timeout is in seconds (Cline), above in milliseconds (Gemini). */
#define TIMEOUT_MS_FROM 1000

/* Reading -------------------------------------------------------------- */

/* Where the text or comment at s ends. */
static const char *
past(const char *s, const char *end)
{
	const char *p;

	if (*s == '"') {
		for (p = s + 1; p < end && *p != '"'; p++)
			if (*p == '\\' && p + 1 < end)
				p++;
		return p < end ? p + 1 : end;
	}
	if (end - s >= 2 && s[0] == '/' && s[1] == '/') {
		p = memchr(s, '\n', (size_t)(end - s));
		return p != NULL ? p : end;
	}
	if (end - s >= 2 && s[0] == '/' && s[1] == '*') {
		p = memmem(s + 2, (size_t)(end - s - 2), "*/", 2);
		return p != NULL ? p + 2 : end;
	}
	return s + 1;
}

/* Comments out, and commas before a closing bracket. */
static void
plain(const char *s, size_t n, struct buf *out)
{
	const char *end = s + n;

	while (s < end) {
		const char *next = past(s, end);

		if (*s == '/' && next > s + 1) {
			buf_addc(out, ' ');
			s = next;
			continue;
		}
		if (*s == ']' || *s == '}') {
			size_t k = out->len;

			while (k > 0 && isspace((unsigned char)out->p[k - 1]))
				k--;
			if (k > 0 && out->p[k - 1] == ',')
				out->p[k - 1] = ' ';
		}
		buf_add(out, s, (size_t)(next - s));
		s = next;
	}
}

json_t *
mcp_json_read(const char *s, size_t n, struct err *e)
{
	static const struct json_limits limits = { .bytes = 4 * 1024 * 1024,
		.depth = 64,
		.values = 200000 };
	static const char *const words[] = { "mcpServers", "servers",
		"mcp_servers", NULL };
	json_t *top, *servers = NULL;
	struct buf b;
	size_t i;

	buf_init(&b, n + 1);
	plain(s, n, &b);
	top = json_read(b.p != NULL ? b.p : "", b.len, &limits, e);
	buf_fini(&b);
	if (top == NULL)
		return NULL;
	for (i = 0; words[i] != NULL && servers == NULL; i++)
		servers = json_object_get(top, words[i]);
	if (servers == NULL) /* VS Code's settings.json */
		servers =
		    json_object_get(json_object_get(top, "mcp"), "servers");
	if (!json_is_object(servers))
		err_set(e, ERR_INPUT, "no \"mcpServers\": {NAME: {...}} in it");
	servers = json_is_object(servers) ? json_incref(servers) : NULL;
	json_decref(top);
	return servers;
}

void
mcp_json_name(const char *name, struct buf *out)
{
	struct err ignored;

	if (!isalpha((unsigned char)name[0]))
		buf_adds(out, "mcp_");
	for (; *name != '\0'; name++)
		buf_addc(out, isalnum((unsigned char)*name) ? *name : '_');
	if (conf_name_ok(out->p, &ignored) == -1 && out->len < 60)
		buf_adds(out, "_mcp");
}

/* Variables ------------------------------------------------------------ */

struct vars {
	const char *dir, *name;
	json_t *env; /* what ${VAR} in args and url will mean */
	struct err *e;
};

static bool
has_word(const char *name)
{
	static const char *const words[] = { "key", "token", "secret", "pass",
		"auth", "credential", "cookie", "_pat", "dsn", "session",
		"database_url", "connection", NULL };
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (strcasestr(name, words[i]) != NULL)
			return true;
	return false;
}

/* Long, of one piece, with letters and digits: made by a machine. */
static bool
looks_random(const char *s)
{
	bool digit = false, letter = false;
	size_t n = strlen(s);

	if (n < 20 || s[0] == '/' || strncmp(s, "http", 4) == 0)
		return false;
	for (; *s != '\0'; s++) {
		if (!isalnum((unsigned char)*s) && strchr("-_.+/=", *s) == NULL)
			return false;
		digit = digit || isdigit((unsigned char)*s);
		letter = letter || isalpha((unsigned char)*s);
	}
	return digit && letter;
}

/* As the connector's file says it: the text, or where the secret is. */
static json_t *
value_of(struct vars *v, const char *key, const char *text, bool expanded)
{
	char *file;
	json_t *r;

	if (strpbrk(text, "\r\n") != NULL) {
		err_set(v->e, ERR_INPUT, "%s: more than one line", key);
		return NULL;
	}
	if (text[0] == '\0' ||
	    (!has_word(key) && !looks_random(text) && !expanded))
		return json_string(text);
	file = connector_secret(v->dir, v->name, key, text, v->e);
	r = file != NULL ? json_string(file) : NULL;
	free(file);
	return r;
}

/* "VAR", "env:VAR" or "VAR:-text": the value, or NULL and why. */
static const char *
lookup(const char *s, size_t n, char *name, size_t max, struct err *e)
{
	const char *minus, *value;
	static char text[4096];
	size_t k;

	if (n > 4 && strncmp(s, "env:", 4) == 0) {
		s += 4;
		n -= 4;
	}
	minus = memmem(s, n, ":-", 2);
	k = minus != NULL ? (size_t)(minus - s) : n;
	if (k == 0 || k >= max || n - k >= sizeof text) {
		err_set(e, ERR_INPUT, "${%.*s} is no variable", (int)n, s);
		return NULL;
	}
	memcpy(name, s, k);
	name[k] = '\0';
	value = getenv(name);
	if (value != NULL && (value[0] != '\0' || minus == NULL))
		return value;
	if (minus == NULL && strncmp(name, "input:", 6) == 0) {
		err_set(e, ERR_INPUT,
		    "${%s} is what an editor asks for; put a variable such as "
		    "${KEY}, or its value, in its place and import again",
		    name);
		return NULL;
	}
	if (minus == NULL) {
		err_set(e, ERR_INPUT,
		    "${%s} is not set in the environment; "
		    "set it and import again",
		    name);
		return NULL;
	}
	(void)snprintf(text, sizeof text, "%.*s", (int)(n - k - 2), minus + 2);
	return text;
}

/*
 * The text with its variables.  keep: they stay as ${VAR}, and go to env, so
 * that a secret is in no file but its own.
 */
static char *
expand(struct vars *v, const char *s, bool keep, bool *ret_any)
{
	char name[128];
	struct buf b;

	*ret_any = false;
	buf_init(&b, TEXT_MAX);
	while (*s != '\0') {
		const char *end =
		    strncmp(s, "${", 2) == 0 ? strchr(s, '}') : NULL;
		const char *value;
		json_t *stored;

		if (end == NULL) {
			buf_addc(&b, *s++);
			continue;
		}
		value = lookup(s + 2, (size_t)(end - s) - 2, name, sizeof name,
		    v->e);
		if (value == NULL)
			goto fail;
		*ret_any = true;
		s = end + 1;
		if (!keep) {
			buf_adds(&b, value);
			continue;
		}
		if ((stored = value_of(v, name, value, true)) == NULL)
			goto fail;
		json_object_set_new(v->env, name, stored);
		buf_addf(&b, "${%s}", name);
	}
	if (b.len == 0)
		buf_addc(&b, '\0');
	if (buf_ok(&b))
		return buf_steal(&b);
	err_set(v->e, ERR_LIMIT, "a text is too long");
fail:
	buf_fini(&b);
	return NULL;
}

/* One entry ------------------------------------------------------------ */

static const json_t *
first_of(const json_t *entry, const char *const *keys)
{
	const json_t *v = NULL;

	for (; *keys != NULL && v == NULL; keys++)
		v = json_object_get(entry, *keys);
	return v;
}

static int
put_text(struct vars *v, json_t *keys, const char *key, const char *text)
{
	bool any;
	char *s;

	if (text == NULL)
		return 0;
	if ((s = expand(v, text, true, &any)) == NULL)
		return err_prefix(v->e, "%s", key);
	json_object_set_new(keys, key, json_string(s));
	free(s);
	return 0;
}

static int
put_args(struct vars *v, json_t *keys, const json_t *args)
{
	json_t *list, *one;
	size_t i;

	if (json_array_size(args) == 0)
		return 0;
	list = json_array();
	json_object_set_new(keys, "args", list);
	json_array_foreach((json_t *)(uintptr_t)args, i, one)
	{
		bool any;
		char *s = json_is_string(one)
		    ? expand(v, json_string_value(one), true, &any)
		    : json_dumps(one, JSON_ENCODE_ANY | JSON_COMPACT);

		if (s == NULL)
			return err_prefix(v->e, "args");
		json_array_append_new(list, json_string(s));
		free(s);
	}
	return 0;
}

static int
put_pairs(struct vars *v, json_t *into, const json_t *from, const char *word)
{
	const char *key;
	json_t *one;

	json_object_foreach((json_t *)(uintptr_t)from, key, one)
	{
		bool any = false;
		char *s = json_is_string(one)
		    ? expand(v, json_string_value(one), false, &any)
		    : json_dumps(one, JSON_ENCODE_ANY | JSON_COMPACT);
		json_t *value = s != NULL ? value_of(v, key, s, any) : NULL;

		free(s);
		if (value == NULL)
			return err_prefix(v->e, "%s", word);
		json_object_set_new(into, key, value);
	}
	return 0;
}

static void
put_rest(json_t *keys, const json_t *entry)
{
	static const char *const on[] = { "enabledTools", "includeTools",
		"enabled_tools", NULL };
	static const char *const off[] = { "disabledTools", "excludeTools",
		"disabled_tools", NULL };
	const json_t *timeout = json_object_get(entry, "timeout");
	const json_t *v = first_of(entry, on);
	json_int_t t = json_integer_value(timeout);

	if (json_is_array(v))
		json_object_set(keys, "enabledTools", (json_t *)(uintptr_t)v);
	if (json_is_array(v = first_of(entry, off)) && json_array_size(v) > 0)
		json_object_set(keys, "disabledTools", (json_t *)(uintptr_t)v);
	if (t < TIMEOUT_MS_FROM)
		t *= 1000;
	if (t > 600000)
		t = 600000;
	if (t > 0)
		json_object_set_new(keys, "timeout",
		    json_sprintf("%lldms", (long long)t));
}

static int
put_place(struct vars *v, json_t *keys, const json_t *entry)
{
	static const char *const urls[] = { "url", "httpUrl", "serverUrl",
		NULL };
	const char *type = json_str(entry, "type");
	const char *url = json_string_value(first_of(entry, urls));
	const char *command = json_str(entry, "command");
	json_t *headers;
	int r;

	if (type != NULL && strcasecmp(type, "sse") == 0)
		return err_set(v->e, ERR_INPUT,
		    "type \"sse\" is the transport "
		    "of 2024 that MCP gave up; use the server's Streamable "
		    "HTTP address");
	if (command != NULL)
		return put_text(v, keys, "command", command) == -1 ||
			put_args(v, keys, json_object_get(entry, "args")) ==
			    -1 ||
			put_text(v, keys, "cwd", json_str(entry, "cwd")) == -1
		    ? -1
		    : 0;
	if (url == NULL)
		return err_set(v->e, ERR_INPUT,
		    "neither \"command\" nor \"url\" in it");
	headers = json_object();
	r = put_text(v, keys, "url", url);
	if (r == 0)
		r = put_pairs(v, headers, json_object_get(entry, "headers"),
		    "headers");
	if (json_object_size(headers) > 0)
		json_object_set(keys, "headers", headers);
	json_decref(headers);
	return r;
}

json_t *
mcp_json_keys(const char *dir, const char *name, const json_t *entry,
    struct err *e)
{
	struct vars v = { dir, name, json_object(), e };
	json_t *keys = json_object();
	int r;

	if (!json_is_object(entry))
		r = err_set(e, ERR_INPUT, "not an object");
	else if (json_bool(entry, "disabled", false) ||
	    !json_bool(entry, "enabled", true))
		r = err_set(e, ERR_CANCELLED, "disabled");
	else if ((r = put_place(&v, keys, entry)) == 0 &&
	    (r = put_pairs(&v, v.env, json_object_get(entry, "env"), "env")) ==
		0) {
		if (json_object_size(v.env) > 0)
			json_object_set(keys, "env", v.env);
		put_rest(keys, entry);
	}
	json_decref(v.env);
	if (r == 0)
		return keys;
	json_decref(keys);
	return NULL;
}
