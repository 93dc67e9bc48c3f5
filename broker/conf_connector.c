/* SPDX-License-Identifier: Apache-2.0 */
/* conf_connector.c -- one file of connectors.d; see conf.h. */
#include <arpa/inet.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "broker/conf_read.h"
#include "common/base/limits.h"
#include "common/host/file.h"

#define CONNECTOR_NAME_MAX 64 /* it is typed in every call */
#define NETWORKS_MAX 64
#define IN_FLIGHT 64 /* four runs that do nothing but call */
#define IN_FLIGHT_MAX 1000

static const char *const kinds[] = {"openapi", "mcp", "capnweb", NULL};

static const char *const taken[] = {"Array", "BigInt", "Boolean", "Date",
    "Error", "Function", "Infinity", "Intl", "JSON", "Map", "Math", "NaN",
    "Number", "Object", "Promise", "Proxy", "Reflect", "RegExp", "Set",
    "String", "Symbol", "URL", "arguments", "async", "await", "break", "case",
    "catch", "class", "codemode", "console", "const", "continue", "crypto",
    "debugger", "default", "delete", "do", "else", "enum", "eval", "export",
    "extends", "false", "finally", "for", "function", "globalThis", "if",
    "implements", "import", "in", "instanceof", "interface", "let", "new",
    "null", "package", "performance", "private", "process", "protected",
    "public", "require", "return", "static", "super", "switch", "this",
    "throw", "true", "try", "typeof", "undefined", "var", "void", "while",
    "with", "yield", NULL};

int
conf_name_ok(const char *name, struct err *e)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char rest[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	size_t i, n = strlen(name);

	if (n == 0 || n > CONNECTOR_NAME_MAX || strspn(name, letters) == 0 ||
	    strspn(name, rest) != n)
		return err_set(e, ERR_INPUT,
		    "\"%.80s\" cannot be a connector's name: it becomes a "
		    "variable in programs, so a letter, then letters, digits or "
		    "\"_\", at most %d",
		    name, CONNECTOR_NAME_MAX);
	for (i = 0; taken[i] != NULL; i++)
		if (strcmp(taken[i], name) == 0)
			return err_set(e, ERR_INPUT,
			    "\"%s\" cannot be a connector's name: programs "
			    "have that word already",
			    name);
	return 0;
}

static bool
cidr_ok(const char *s)
{
	unsigned char addr[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];
	size_t n = strcspn(s, "/");
	long bits, most;
	char *end;

	if (n >= sizeof text || s[n] != '/' || s[n + 1] < '0' || s[n + 1] > '9')
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	most = inet_pton(AF_INET, text, addr) == 1 ? 32 :
	    inet_pton(AF_INET6, text, addr) == 1   ? 128 :
						     -1;
	bits = strtol(s + n + 1, &end, 10);
	return *end == '\0' && bits <= most;
}

static int
read_network(const json_t *top, struct conf_connector *c, struct err *e)
{
	const json_t *v = json_object_get(top, "network"), *one;
	size_t i;

	if (v == NULL)
		return 0;
	if (!json_is_array(v) || json_array_size(v) > NETWORKS_MAX)
		return err_set(e, ERR_INPUT,
		    "network: a list of at most %d networks is wanted",
		    NETWORKS_MAX);
	c->network = calloc(json_array_size(v) + 1, sizeof *c->network);
	if (c->network == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	json_array_foreach((json_t *)(uintptr_t)v, i, one) {
		const char *s = json_string_value(one);

		if (s == NULL || !cidr_ok(s))
			return err_set(e, ERR_INPUT,
			    "network: \"%s\" is not ADDRESS/BITS, such as "
			    "10.0.0.0/8",
			    s != NULL ? s : "?");
		c->network[i] = conf_read_dup(s, e);
		if (c->network[i] == NULL)
			return -1;
	}
	return 0;
}

static int
check_url(const char *url, struct err *e)
{
	if (url == NULL || strncmp(url, "http://", 7) == 0 ||
	    strncmp(url, "https://", 8) == 0)
		return 0;
	return err_set(e, ERR_INPUT,
	    "url: \"%s\" does not start with https:// or http://", url);
}

static int
read_ca(const json_t *top, const char *path, struct conf_connector *c,
    struct err *e)
{
	char *ca;

	if (conf_read_text(top, "ca", &ca, e) == -1)
		return -1;
	if (ca == NULL)
		return 0;
	c->ca = file_beside(path, ca, e);
	free(ca);
	return c->ca != NULL ? 0 : -1;
}

static int
read_document(const json_t *top, const char *path, struct conf_connector *c,
    struct err *e)
{
	char *doc;

	if (conf_read_text(top, "document", &doc, e) == -1)
		return -1;
	if (doc == NULL)
		return err_set(e, ERR_INPUT, "document: is missing");
	c->document = file_beside(path, doc, e);
	free(doc);
	return c->document != NULL ? 0 : -1;
}

/* What egress can put into each request to a server. */
static int
check_server_auth(const struct conf_connector *c, struct err *e)
{
	if (c->auth.kind == AUTH_NONE)
		return 0;
	if (c->url == NULL)
		return err_set(e, ERR_INPUT,
		    "auth: belongs to url; a process has env");
	if (c->auth.kind == AUTH_BEARER ||
	    (c->auth.kind == AUTH_APIKEY && c->auth.in == AUTH_IN_HEADER))
		return 0;
	return err_set(e, ERR_INPUT,
	    "auth: an MCP server's is bearer, or apiKey in a header; another "
	    "goes under headers, its value as file:/path");
}

/* The list of its tools: as it last said it, beside the catalog, or a file of
 * the user's. */
static int
set_list(struct conf_connector *c, struct err *e)
{
	struct buf b;

	if (c->mcp->tools != NULL) {
		c->document = conf_read_dup(c->mcp->tools, e);
		return c->document != NULL ? 0 : -1;
	}
	buf_init(&b, PATH_MAX);
	buf_addf(&b, "%.*s.tools.json", (int)(strlen(c->catalog) - 4),
	    c->catalog);
	if ((c->document = buf_steal(&b)) == NULL)
		return err_set(e, ERR_LIMIT, "%s: path too long", c->catalog);
	return 0;
}

static int
read_server(const json_t *top, const char *path, struct conf_connector *c,
    struct err *e)
{
	c->mcp = conf_mcp_read(top, c->url, path, e);
	if (c->mcp == NULL || set_list(c, e) == -1)
		return -1;
	return check_server_auth(c, e);
}

static int
read_expose(const json_t *top, struct conf_connector *c, struct err *e)
{
	static const char *const words[] = { "code", "tools", "auto", NULL };
	const json_t *v = json_object_get(top, "expose");
	int k = 0;

	if (v != NULL &&
	    (k = conf_read_choice("expose", json_string_value(v), words, e)) ==
		-1)
		return -1;
	c->expose = (enum conf_expose)k;
	return 0;
}

static int
read_bounds(const json_t *top, struct conf_connector *c, struct err *e)
{
	if (conf_read_ms(top, "timeout", DEADLINE_MAX_MS, &c->timeout_ms,
		e) == -1 ||
	    conf_read_ms(top, "connect_timeout", DEADLINE_MAX_MS,
		&c->connect_ms, e) == -1)
		return -1;
	if (conf_read_ms(top, "idle_timeout", DEADLINE_MAX_MS, &c->idle_ms,
		e) == -1)
		return -1;
	return conf_read_size(top, "in_flight", 1, IN_FLIGHT_MAX,
	    &c->in_flight, e);
}

static int
read_fields(const json_t *top, const char *path, struct conf_connector *c,
    struct err *e)
{
	static const char *const keys[] = { "kind", "document", "url",
		"network", "ca", "auth", "expose", "timeout",
		"connect_timeout", "idle_timeout", "in_flight", NULL };
	const json_t *auth = json_object_get(top, "auth");
	const char *kind = json_str(top, "kind");
	int k;

	if (kind == NULL)
		return err_set(e, ERR_INPUT, "kind: is missing (openapi, mcp, capnweb)");
	if ((k = conf_read_choice("kind", kind, kinds, e)) == -1 ||
	    conf_read_keys(top, k == CONF_MCP ? conf_mcp_keys : keys, e) == -1 ||
	    conf_read_text(top, "url", &c->url, e) == -1 ||
	    check_url(c->url, e) == -1 || read_network(top, c, e) == -1 ||
	    read_ca(top, path, c, e) == -1)
		return -1;
	if (read_expose(top, c, e) == -1)
		return -1;
	if (auth != NULL && conf_auth_read(auth, path, &c->auth, e) == -1)
		return err_prefix(e, "auth");
	c->kind = (enum conf_kind)k;
	if (c->kind == CONF_MCP && c->auth.exec != NULL)
		return err_set(e, ERR_INPUT,
		    "auth: secret: exec: does not go with kind mcp");
	if (c->kind == CONF_MCP)
		return read_server(top, path, c, e);
	if (read_bounds(top, c, e) == -1)
		return -1;
	if (c->kind == CONF_CAPNWEB && c->url == NULL)
		return err_set(e, ERR_INPUT, "url: is missing (kind capnweb)");
	return read_document(top, path, c, e);
}

/* NAME of .../connectors.d/NAME.yaml, and where its catalog is. */
static int
read_name(const char *dir, const char *path, struct conf_connector *c,
    struct err *e)
{
	const char *base = strrchr(path, '/') + 1;
	struct buf b;

	c->file = conf_read_dup(path, e);
	c->name = strndup(base, strlen(base) - strlen(".yaml"));
	if (c->file == NULL || c->name == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	if (conf_name_ok(c->name, e) == -1)
		return -1;
	buf_init(&b, PATH_MAX);
	buf_addf(&b, "%s/catalog/%s.cat", dir, c->name);
	if (!buf_ok(&b))
		return err_set(e, ERR_LIMIT, "%s: path too long", dir);
	c->catalog = buf_steal(&b);
	return 0;
}

int
conf_read_connector(const char *dir, const char *path,
    struct conf_connector *ret, struct err *e)
{
	json_t *top = NULL;
	int r = -1;

	memset(ret, 0, sizeof *ret);
	ret->in_flight = IN_FLIGHT;
	if (read_name(dir, path, ret, e) == -1)
		err_prefix(e, "%s", path);
	else
		top = conf_read_yaml(path, e);
	if (top != NULL && (r = read_fields(top, path, ret, e)) == -1)
		err_prefix(e, "%s", path);
	json_decref(top);
	if (r == -1)
		conf_read_free(ret);
	return r;
}

void
conf_read_free(struct conf_connector *c)
{
	size_t i;

	for (i = 0; c->network != NULL && c->network[i] != NULL; i++)
		free(c->network[i]);
	free(c->network);
	free(c->name);
	free(c->file);
	free(c->document);
	free(c->url);
	free(c->catalog);
	free(c->ca);
	conf_auth_fini(&c->auth);
	conf_mcp_free(c->mcp);
	memset(c, 0, sizeof *c);
}
