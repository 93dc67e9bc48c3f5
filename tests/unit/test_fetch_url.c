/* SPDX-License-Identifier: Apache-2.0 */
/* A URL that curl is given in parts is the one that it would have read. */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "broker/egress/fetch_int.h"

#include "tests/unit/tap.h"

#define A "https://a.example:844"

/* One after the other, in one handle; true where the parts before serve. */
static const struct {
	bool parts;
	const char *url;
} urls[] = {
	{ false, A "/v1/x?y=1" },
	{ true, A "/v1/x" },
	{ true, A "/" },
	{ true, A "/v1/z?a=b&c=d?e=/f" },
	{ true, A "/a/../b/./c//d" },
	{ true, A "/[x]{y}|^`\"<>;,=@:!$'()*+~" },
	{ false, A "/a%2Fb?c=%3D" },
	{ true, A "/after" },
	{ false, A "/x?" },
	{ true, A "/after?x" },
	{ false, A "/a?b=%e2%82%ac" },
	{ false, A "/a#b" },
	{ true, A "/after" },
	{ false, A },
	{ false, A "?q" },
	{ false, A "/once" },
	{ false, A "3/longer" },
	{ true, A "3/again" },
	{ false, "http://a.example:8443/" },
	{ false, "http://me:pw@a.example/x" },
	{ false, "http://me:pw@a.example/y" },
	{ false, "http://[::1]:80/x" },
	{ true, "http://[::1]:80/y?z" },
};

static char *
part(CURLU *u, CURLUPart which)
{
	char *s = NULL;

	curl_url_get(u, which, &s, 0);
	return s;
}

static void
check_parts(CURLU *u, const char *url)
{
	static const CURLUPart all[] = { CURLUPART_SCHEME, CURLUPART_USER,
		CURLUPART_PASSWORD, CURLUPART_HOST, CURLUPART_PORT,
		CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_FRAGMENT };
	CURLU *want = curl_url();

	CHECK(curl_url_set(want, CURLUPART_URL, url, CURLU_PATH_AS_IS) ==
	    CURLUE_OK);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		char *x = part(u, all[i]), *y = part(want, all[i]);
		bool same = x == NULL || y == NULL ? x == y :
						     strcmp(x, y) == 0;

		if (!same)
			printf("# %s: %s, not %s\n", url, x ? x : "none",
			    y ? y : "none");
		CHECK(same);
		curl_free(x);
		curl_free(y);
	}
	curl_url_cleanup(want);
}

static void
parts_are_those_of_the_whole(void)
{
	struct fetch_easy h = { .curl = curl_easy_init(), .url = curl_url() };

	CHECK(h.curl != NULL && h.url != NULL);
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		char url[256], *mark;

		(void)snprintf(url, sizeof url, "%s", urls[i].url);
		/* Who reads it whole takes it away. */
		curl_url_set(h.url, CURLUPART_FRAGMENT, "mark", 0);
		CHECK(fetch_url_set(&h, url) == 0);
		mark = part(h.url, CURLUPART_FRAGMENT);
		if ((mark != NULL && strcmp(mark, "mark") == 0) !=
		    urls[i].parts)
			printf("# %s\n", url);
		CHECK((mark != NULL && strcmp(mark, "mark") == 0) ==
		    urls[i].parts);
		curl_free(mark);
		if (urls[i].parts)
			curl_url_set(h.url, CURLUPART_FRAGMENT, NULL, 0);
		CHECK_STR(url, urls[i].url);
		check_parts(h.url, url);
		fetch_url_forget(&h);
	}
	curl_easy_cleanup(h.curl);
	curl_url_cleanup(h.url);
}

static void
what_is_no_url_is_not_read_beside_the_last(void)
{
	static const char *const bad[] = { "/x", "//b.example/x", "?x", "x",
		"b.example/x", "", "https://", "https://b c/", "://x" };
	struct fetch_easy h = { .curl = curl_easy_init(), .url = curl_url() };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char url[64] = A "/before", *host;

		CHECK(fetch_url_set(&h, url) == 0);
		CHECK(h.origin[0] != '\0');
		(void)snprintf(url, sizeof url, "%s", bad[i]);
		(void)fetch_url_set(&h, url);
		CHECK_STR(h.origin, "");
		host = part(h.url, CURLUPART_HOST);
		CHECK(host == NULL);
		curl_free(host);
	}
	curl_easy_cleanup(h.curl);
	curl_url_cleanup(h.url);
}

int
main(void)
{
	TEST(parts_are_those_of_the_whole);
	TEST(what_is_no_url_is_not_read_beside_the_last);
	return tap_end();
}
