/* SPDX-License-Identifier: Apache-2.0 */
/* http_head.c -- a request's head: what is refused before its body is read. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mcp/http_int.h"

const char *
http_head_get(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

int
http_head_fd(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

	return i != NULL ? i->connect_fd : -1;
}

const char *
http_head_bearer(struct MHD_Connection *c)
{
	const char *v = http_head_get(c, "Authorization");

	if (v == NULL || strncasecmp(v, "Bearer ", 7) != 0)
		return NULL;
	v += 7;
	return v + strspn(v, " ");
}

static bool
host_is(const char *host, size_t n, const char *name)
{
	return strlen(name) == n && strncasecmp(host, name, n) == 0;
}

/* "name", "name:port", "[v6]:port": is the name one of ours?  What a page on
 * another site made resolve to us (DNS rebinding) is not. */
static bool
host_allowed(const struct http *h, const char *host)
{
	static const char *const own[] = { "localhost", "127.0.0.1", "[::1]",
		NULL };
	size_t n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
	size_t i;

	if (n > strlen(host) || (host[n] != '\0' && host[n] != ':') ||
	    (host[n] == ':' &&
		strspn(host + n + 1, "0123456789") != strlen(host + n + 1)))
		return false;
	for (i = 0; own[i] != NULL; i++)
		if (host_is(host, n, own[i]))
			return true;
	for (i = 0; h->conf.hosts != NULL && h->conf.hosts[i] != NULL; i++)
		if (host_is(host, n, h->conf.hosts[i]))
			return true;
	return false;
}

static bool
origin_allowed(const struct http *h, const char *origin)
{
	const char *host = strstr(origin, "://");

	return host != NULL && host_allowed(h, host + 3);
}

/* Does a list header name the media type, or all? */
static bool
lists(const char *v, const char *type)
{
	size_t n = strlen(type);
	const char *p;

	for (p = v; p != NULL && *p != '\0';) {
		p += strspn(p, " \t,");
		if (strncasecmp(p, type, n) == 0 &&
		    strchr(" \t,;", p[n]) != NULL)
			return true;
		if (strncmp(p, "*/*", 3) == 0)
			return true;
		p = strchr(p, ',');
	}
	return false;
}

static int
check_post(struct MHD_Connection *c, const char **ret_why)
{
	const char *type = http_head_get(c, "Content-Type");
	const char *accept = http_head_get(c, "Accept");

	if (type == NULL || strncasecmp(type, "application/json", 16) != 0 ||
	    strchr(" \t;", type[16]) == NULL) {
		*ret_why = "Content-Type must be application/json";
		return 415;
	}
	if (accept != NULL &&
	    (!lists(accept, "application/json") ||
		!lists(accept, "text/event-stream"))) {
		*ret_why = "Accept must list application/json and "
			   "text/event-stream";
		return 406;
	}
	return 0;
}

static int
check_get(struct MHD_Connection *c, const char **ret_why)
{
	const char *accept = http_head_get(c, "Accept");

	if (accept != NULL && lists(accept, "text/event-stream"))
		return 0;
	*ret_why = "Accept must list text/event-stream";
	return 406;
}

int
http_head_check(struct http *h, struct MHD_Connection *c, const char *url,
    const char *method, const char **ret_why)
{
	const char *host = http_head_get(c, "Host");
	const char *origin = http_head_get(c, "Origin");

	if (!h->conf.local && (host == NULL || !host_allowed(h, host))) {
		*ret_why = "this Host is not served here";
		return 403;
	}
	if (origin != NULL && (h->conf.local || !origin_allowed(h, origin))) {
		*ret_why = "this Origin may not ask";
		return 403;
	}
	if (strcmp(url, "/mcp") != 0) {
		*ret_why = "there is only /mcp";
		return 404;
	}
	if (strcmp(method, "POST") == 0)
		return check_post(c, ret_why);
	if (strcmp(method, "DELETE") == 0)
		return 0;
	/* The stateless era has no stream but those it asks for by POST. */
	if (strcmp(method, "GET") == 0 && http_head_get(c, "Mcp-Session-Id"))
		return check_get(c, ret_why);
	*ret_why = "POST, or GET and DELETE with a session";
	return 405;
}
