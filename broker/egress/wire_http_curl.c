/* SPDX-License-Identifier: Apache-2.0 */
/* wire_http_curl.c -- one exchange, as curl wants it; see wire_http.h. */
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "broker/egress/address.h"
#include "broker/egress/fetch.h"
#include "broker/egress/wire_http.h"
#include "common/host/json.h"
#include "mcp/tool_headers.h"

#define CONNECT_MS 10000L /* SYN retries at 1, 3 and 7 s */

/* What curl asks and tells -------------------------------------------- */

static curl_socket_t
on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct exchange *x = arg;
	const char *const *networks =
	    (const char *const *)(void *)x->wire->spec->networks;

	if (purpose == CURLSOCKTYPE_IPCXN &&
	    address_allowed(&a->addr, networks)) {
		x->denied[0] = '\0';
		return socket(a->family, a->socktype | SOCK_CLOEXEC,
		    a->protocol);
	}
	if (getnameinfo(&a->addr, a->addrlen, x->denied, sizeof x->denied, NULL,
		0, NI_NUMERICHOST) != 0)
		(void)snprintf(x->denied, sizeof x->denied, "it");
	return CURL_SOCKET_BAD;
}

#if LIBCURL_VERSION_NUM >= 0x075000
/* Before each sending.  libcurl sends again by itself when a connection that it
 * used before ends without an answer; a tool is called once. */
static int
on_send(void *arg, char *peer, char *own, int peer_port, int own_port)
{
	struct exchange *x = arg;

	(void)peer;
	(void)own;
	(void)peer_port;
	(void)own_port;
	x->twice = x->sent++ > 0;
	return x->twice ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}
#endif

/* The header's value if it is that one, blanks around it dropped. */
static bool
value_of(const char *s, size_t n, const char *name, const char **ret,
    size_t *ret_n)
{
	size_t k = strlen(name);

	if (n <= k || strncasecmp(s, name, k) != 0 || s[k] != ':')
		return false;
	for (s += k + 1, n -= k + 1; n > 0 && (*s == ' ' || *s == '\t'); n--)
		s++;
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	*ret = s;
	*ret_n = n;
	return true;
}

static void
note_session(struct exchange *x, const char *v, size_t n)
{
	size_t i;

	if (!x->begins || n > SESSION_ID_MAX)
		return;
	for (i = 0; i < n; i++)
		if (v[i] < '!' || v[i] > '~')
			return;
	memcpy(x->wire->session, v, n);
	x->wire->session[n] = '\0';
}

/* What more than a list of names is, is unknown as well. */
static void
note_coding(struct exchange *x, const char *v, size_t n)
{
	char names[128] = "?";

	if (n < sizeof names && memchr(v, '\0', n) == NULL) {
		memcpy(names, v, n);
		names[n] = '\0';
	}
	coding_named(&x->coding, names);
}

static void
begin_answer(struct exchange *x)
{
	x->events = x->json = x->headed = false;
	coding_fini(&x->coding);
	x->garbled = CODING_FINE;
}

static size_t
on_header(char *s, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;
	size_t all = size * n, vn;
	const char *v;

	x->head += all;
	if (x->head > FETCH_HEAD_MAX)
		return 0;
	if (x->headed)
		return all;
	if (all > 5 && memcmp(s, "HTTP/", 5) == 0)
		begin_answer(x); /* after a 1xx */
	else if (value_of(s, all, "content-encoding", &v, &vn))
		note_coding(x, v, vn);
	else if (value_of(s, all, "content-type", &v, &vn)) {
		x->events =
		    vn >= 17 && strncasecmp(v, "text/event-stream", 17) == 0;
		x->json =
		    vn >= 16 && strncasecmp(v, "application/json", 16) == 0;
	} else if (value_of(s, all, "mcp-session-id", &v, &vn))
		note_session(x, v, vn);
	return all;
}

bool
wire_http_answers(const struct exchange *x, const char *s, size_t n)
{
	static const struct json_limits limits = { .bytes = CLIENT_MESSAGE_MAX,
		.depth = 100,
		.values = 3000000 };
	json_t *v = x->id != 0 && n > 0 ? json_read(s, n, &limits, NULL) : NULL;
	bool yes = v != NULL && json_object_get(v, "method") == NULL &&
	    json_int(v, "id", 0) == (json_int_t)x->id;

	json_decref(v);
	return yes;
}

static void
on_event(void *arg, const char *data, size_t n)
{
	struct exchange *x = arg;

	buf_add(&x->inbox, data, n);
	buf_addc(&x->inbox, '\0');
	ev_feed_event(x->wire->loop, &x->wire->deliver, EV_TIMER);
}

/* No coding is left on it. */
static bool
take(void *arg, const char *s, size_t n)
{
	struct exchange *x = arg;
	long status = 0;

	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	if (x->events && status == 200)
		x->too_long = !sse_feed(&x->sse, s, n, on_event, x) ||
		    !buf_ok(&x->inbox);
	else {
		buf_add(&x->body, s, n);
		x->too_long = !buf_ok(&x->body);
	}
	return !x->too_long;
}

/* A stream may go on for ever: its messages are what is bounded. */
static size_t
on_data(char *s, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	x->headed = true;
	x->garbled = coding_add(&x->coding, s, size * n, SIZE_MAX, take, x);
	return x->garbled == CODING_FINE ? size * n : 0;
}

/* Headers ------------------------------------------------------------- */

static int
add_header(struct exchange *x, const char *name, const char *value)
{
	struct curl_slist *l;
	struct buf b;

	buf_init(&b, 65536);
	buf_addf(&b, "%s: %s", name, value);
	l = buf_ok(&b) ? curl_slist_append(x->headers, b.p) : NULL;
	buf_fini(&b);
	if (l == NULL)
		return -1;
	x->headers = l;
	return 0;
}

static bool
is_plain(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || s[0] == ' ' || s[n - 1] == ' ' ||
	    strncmp(s, "=?base64?", 9) == 0)
		return false;
	for (; *s != '\0'; s++)
		if (*s < ' ' || *s > '~')
			return false;
	return true;
}

/* A value that a header cannot hold goes as =?base64?...?=. */
static int
add_value(struct exchange *x, const char *name, const char *value)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = strlen(value), i;
	struct buf b;
	int r;

	if (is_plain(value))
		return add_header(x, name, value);
	buf_init(&b, 65536);
	buf_adds(&b, "=?base64?");
	for (i = 0; i < n; i += 3) {
		uint32_t v = 0;
		size_t k;

		for (k = 0; k < 3; k++)
			v = v << 8 | (i + k < n ? (uint8_t)value[i + k] : 0U);
		for (k = 0; k < 4; k++)
			buf_addc(&b,
			    i + k > n ? '=' : digits[v >> (18 - 6 * k) & 63]);
	}
	buf_adds(&b, "?=");
	r = buf_ok(&b) ? add_header(x, name, b.p) : -1;
	buf_fini(&b);
	return r;
}

static int
add_mark(void *arg, const char *name, const char *value)
{
	char full[sizeof "Mcp-Param-" + TOOL_HEADER_MAX];

	(void)snprintf(full, sizeof full, "Mcp-Param-%s", name);
	return add_value(arg, full, value);
}

int
wire_http_describe(struct exchange *x, const struct client_out *o)
{
	if (!o->modern || o->method == NULL)
		return 0;
	if (add_value(x, "Mcp-Method", o->method) == -1 ||
	    (o->name != NULL && add_value(x, "Mcp-Name", o->name) == -1))
		return -1;
	if (o->name == NULL || o->args == NULL)
		return 0;
	return tool_headers_fill(json_object_get(x->wire->spec->marks, o->name),
	    o->args, add_mark, x);
}

static int
add_common(struct exchange *x, bool post)
{
	const struct http_wire *t = x->wire;
	size_t i;
	int r;

	r = add_header(x, "Accept",
	    post ? "application/json, text/event-stream" : "text/event-stream");
	if (r == 0 && post)
		r = add_header(x, "Content-Type", "application/json");
	if (r == 0 && t->version[0] != '\0' && !x->begins)
		r = add_header(x, "MCP-Protocol-Version", t->version);
	if (r == 0 && t->session[0] != '\0' && !x->begins)
		r = add_header(x, "Mcp-Session-Id", t->session);
	if (r == 0 && !post && x->sse.id[0] != '\0')
		r = add_header(x, "Last-Event-ID", x->sse.id);
	for (i = 0; r == 0 && t->spec->headers[i] != NULL; i++) {
		struct curl_slist *l =
		    curl_slist_append(x->headers, t->spec->headers[i]);

		if (l == NULL)
			r = -1;
		else
			x->headers = l;
	}
	return r == 0 ? add_header(x, "Expect", "") : -1;
}

/* Options ------------------------------------------------------------- */

static void
set_options(struct exchange *x)
{
	CURL *c = x->easy;

	fetch_set_handle(c, x->wire->spec->ca);
#if LIBCURL_VERSION_NUM >= 0x075000
	curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_send);
	curl_easy_setopt(c, CURLOPT_PREREQDATA, x);
#else
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
#endif
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, x);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, x->why);
	curl_easy_setopt(c, CURLOPT_PRIVATE, x);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, CODING_NAMES);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "cordon/" CORDON_VERSION);
}

int
wire_http_go(struct exchange *x, bool post)
{
	CURL *c = x->easy;

	if (c != NULL) { /* taken up again, as a GET */
		curl_easy_cleanup(c);
		credential_wipe(x->headers);
		x->headers = NULL;
	}
	x->easy = c = curl_easy_init();
	if (c == NULL || add_common(x, post) == -1)
		return -1;
	begin_answer(x);
	x->sent = 0;
	x->head = 0;
	x->twice = false;
	buf_clear(&x->body);
	set_options(x);
	if (post) {
		curl_easy_setopt(c, CURLOPT_POST, 1L);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, x->text.p);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)x->text.len);
	}
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, x->headers);
	if (curl_easy_setopt(c, CURLOPT_URL, x->wire->spec->url) != CURLE_OK ||
	    fetch_loop_add(x->wire->curl, c) != CURLM_OK)
		return -1;
	x->running = true;
	return 0;
}
