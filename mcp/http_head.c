/* SPDX-License-Identifier: Apache-2.0 */
/* http_head.c -- a request's head: what is refused before its body is read. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

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

/* Is it one of "a,b"? */
static bool
host_among(const char *host, size_t n, const char *list)
{
	while (list != NULL && *list != '\0') {
		size_t k = strcspn(list, ",");

		if (k == n && strncasecmp(host, list, n) == 0)
			return true;
		list += k + (list[k] == ',');
	}
	return false;
}

/* Is it, as a number, the address that this client connected to?  Whoever
 * wrote it needed no name, so none was made to resolve to us. */
static bool
host_connected(struct MHD_Connection *c, const char *host, size_t n)
{
	struct sockaddr_storage a = { 0 };
	socklen_t size = sizeof a;
	const struct sockaddr_in *v4 = (const void *)&a;
	const struct sockaddr_in6 *v6 = (const void *)&a;
	bool bracket = n > 2 && host[0] == '[';
	char text[INET6_ADDRSTRLEN];
	struct in6_addr six;
	struct in_addr four;

	if (bracket) {
		host++;
		n -= 2;
	}
	if (n >= sizeof text ||
	    getsockname(http_head_fd(c), (struct sockaddr *)&a, &size) == -1)
		return false;
	memcpy(text, host, n);
	text[n] = '\0';
	if (bracket)
		return a.ss_family == AF_INET6 &&
		    inet_pton(AF_INET6, text, &six) == 1 &&
		    memcmp(&six, &v6->sin6_addr, sizeof six) == 0;
	if (inet_pton(AF_INET, text, &four) != 1)
		return false;
	/* A v6 socket takes v4 clients, too, as ::ffff:a.b.c.d. */
	return a.ss_family == AF_INET ? four.s_addr == v4->sin_addr.s_addr
				      : a.ss_family == AF_INET6 &&
		IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr) &&
		memcmp(&four, v6->sin6_addr.s6_addr + 12, sizeof four) == 0;
}

/* "name", "name:port", "[v6]:port": is the name one of ours?  What a page on
 * another site made resolve to us (DNS rebinding) is not. */
static bool
host_allowed(const struct http *h, struct MHD_Connection *c, const char *host)
{
	size_t n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");

	if (n > strlen(host) || (host[n] != '\0' && host[n] != ':') ||
	    (host[n] == ':' &&
		strspn(host + n + 1, "0123456789") != strlen(host + n + 1)))
		return false;
	return host_among(host, n, "localhost,127.0.0.1,[::1]") ||
	    host_among(host, n, h->conf.hosts) || host_connected(c, host, n);
}

static bool
origin_allowed(const struct http *h, struct MHD_Connection *c,
    const char *origin)
{
	const char *host = strstr(origin, "://");

	return host != NULL && host_allowed(h, c, host + 3);
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

	if (!h->conf.local && (host == NULL || !host_allowed(h, c, host))) {
		*ret_why = "this Host is not served here: it is neither the "
			   "address connected to nor one of cordon.yaml's "
			   "hosts";
		return 403;
	}
	if (origin != NULL && (h->conf.local || !origin_allowed(h, c, origin))) {
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
