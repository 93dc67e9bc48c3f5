/* SPDX-License-Identifier: Apache-2.0 */
/* A redirect is followed where scheme, host and port stay as they are. */
#include <string.h>

#include "broker/egress/origin.h"

#include "tests/unit/tap.h"

#define FROM "https://api.example.com/v1/a?x=1"

/* What `location` leads to; NULL: it is not followed. */
static const char *
followed(const char *from, const char *location)
{
	static char text[1024];
	struct buf url;
	struct err e = { 0 };
	int r;

	buf_init(&url, sizeof text - 1);
	buf_adds(&url, from);
	r = origin_follow(&url, location, &e);
	(void)snprintf(text, sizeof text, "%s", url.p);
	buf_fini(&url);
	if (r == 0)
		return text;
	CHECK(e.code == ERR_DENIED || e.code == ERR_UPSTREAM);
	CHECK_STR(text, from); /* it is as it was */
	return NULL;
}

static void
a_redirect_within_its_origin_is_followed(void)
{
	CHECK_STR(followed(FROM, "/v2/b"), "https://api.example.com/v2/b");
	CHECK_STR(followed(FROM, "b"), "https://api.example.com/v1/b");
	CHECK_STR(followed(FROM, "?y=2"), "https://api.example.com/v1/a?y=2");
	CHECK_STR(followed(FROM, "https://API.example.com:443/b"),
	    "https://API.example.com:443/b");
	CHECK_STR(followed("http://127.0.0.1:8080/a", "//127.0.0.1:8080/b"),
	    "http://127.0.0.1:8080/b");
}

static void
another_scheme_host_or_port_is_not(void)
{
	CHECK(followed(FROM, "http://api.example.com/b") == NULL);
	CHECK(followed(FROM, "http://api.example.com:443/b") == NULL);
	CHECK(followed(FROM, "https://api.example.com:8443/b") == NULL);
	CHECK(followed(FROM, "//api.example.com:444/b") == NULL);
	CHECK(followed(FROM, "https://api.example.com.evil.test/b") == NULL);
	CHECK(followed(FROM, "https://api.example.com@evil.test/b") == NULL);
	CHECK(followed(FROM, "//evil.test/b") == NULL);
	CHECK(
	    followed("http://127.0.0.1:8080/a", "http://127.0.0.1/b") == NULL);
	CHECK(
	    followed("http://127.0.0.1:8080/a", "//127.0.0.1:8081/b") == NULL);
}

static void
what_is_no_url_is_not(void)
{
	CHECK(followed(FROM, "https://") == NULL);
	CHECK(followed(FROM, "https://api.example.com:x/b") == NULL);
}

/* Else libcurl would send them, and servers take them for the credential. */
static void
no_user_password_or_fragment_comes_along(void)
{
	CHECK_STR(followed(FROM, "https://u:p@api.example.com/b#c"),
	    "https://api.example.com/b");
}

static void
a_url_that_grows_too_long_is_none(void)
{
	struct buf url;
	struct err e = { 0 };

	buf_init(&url, 40);
	buf_adds(&url, "https://api.example.com/");
	CHECK(origin_follow(&url, "/0123456789012345678901234567", &e) == -1);
	CHECK(e.code == ERR_LIMIT);
	buf_fini(&url);
}

static void
two_urls_have_one_origin_or_not(void)
{
	CHECK(origin_same(FROM, "HTTPS://Api.Example.com:443"));
	CHECK(!origin_same(FROM, "http://api.example.com"));
	CHECK(!origin_same(FROM, "http://api.example.com:443"));
	CHECK(!origin_same(FROM, "https://api.example.com:444"));
	CHECK(!origin_same(FROM, "https://api.example.org"));
	CHECK(!origin_same(FROM, "/v1/a") && !origin_same("", FROM));
}

/* As many bytes as may be compared instead of parsed. */
static void
an_origin_s_length_is_of_what_reads_one_way_only(void)
{
	CHECK(origin_length(FROM) == strlen("https://api.example.com"));
	CHECK(origin_length("https://a.test:8443?x") ==
	    strlen("https://a.test:8443"));
	CHECK(origin_length("https://a.test") == strlen("https://a.test"));
	CHECK(origin_length("https://u@a.test/") == 0);
	CHECK(origin_length("https://a.test\\@b.test/") == 0);
	CHECK(origin_length("/a://b") == 0 && origin_length("a") == 0);
}

int
main(void)
{
	TEST(a_redirect_within_its_origin_is_followed);
	TEST(another_scheme_host_or_port_is_not);
	TEST(what_is_no_url_is_not);
	TEST(no_user_password_or_fragment_comes_along);
	TEST(a_url_that_grows_too_long_is_none);
	TEST(two_urls_have_one_origin_or_not);
	TEST(an_origin_s_length_is_of_what_reads_one_way_only);
	return tap_end();
}
