/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures against those that AWS published (aws-sig-v4-test-suite). */
#include <stdio.h>
#include <string.h>

#include "broker/egress/sigv4.h"

#include "tests/unit/tap.h"

#define HOST "https://example.amazonaws.com"
#define UNRESERVED \
	"-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
/* 2015-08-30T12:36:00Z */
#define WHEN 1440938160

static const struct {
	const char *name, *method, *url, *signature;
} vectors[] = {
	{ "get-vanilla", "GET", HOST "/",
	    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
	{ "get-vanilla-query-order-key-case", "GET",
	    HOST "/?Param2=value2&Param1=value1",
	    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
	{ "get-vanilla-empty-query-key", "GET", HOST "/?Param1=value1",
	    "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb" },
	{ "get-unreserved", "GET", HOST "/" UNRESERVED,
	    "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
	{ "get-vanilla-query-unreserved", "GET",
	    HOST "/?" UNRESERVED "=" UNRESERVED,
	    "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197" },
	{ "get-slash", "GET", HOST "//",
	    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
	{ "get-slashes", "GET", HOST "//example//",
	    "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84" },
	{ "post-vanilla", "POST", HOST "/",
	    "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
	{ "post-vanilla-query", "POST", HOST "/?Param1=value1",
	    "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
};

static void
signed_as(const char *name, const char *method, const char *url,
    const char *signature)
{
	static const struct sigv4 k = { "AKIDEXAMPLE",
		"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", NULL, "us-east-1",
		"service" };
	struct request r = { .has_body = false };
	struct err e = { 0 };
	struct buf out;
	const char *at;

	(void)snprintf(r.method, sizeof r.method, "%s", method);
	buf_init(&r.url, REQUEST_URL_MAX);
	buf_init(&out, 4096);
	buf_adds(&r.url, url);
	CHECK(sigv4_sign(&k, &r, WHEN, &out, &e) == 0);
	at = out.p == NULL ? NULL : strstr(out.p, "Signature=");
	CHECK(at != NULL);
	if (at != NULL && strncmp(at + 10, signature, 64) != 0) {
		printf("# %s: %.74s\n", name, at);
		CHECK(false);
	}
	CHECK(out.p != NULL &&
	    strstr(out.p, "X-Amz-Date: 20150830T123600Z\n") != NULL);
	buf_fini(&out);
	buf_fini(&r.url);
}

static void
published_requests_get_the_published_signatures(void)
{
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
		signed_as(vectors[i].name, vectors[i].method, vectors[i].url,
		    vectors[i].signature);
}

/* The suite's post-sts-header-before. */
static void
a_session_is_signed(void)
{
	static const struct sigv4 k = { "AKIDEXAMPLE",
		"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		"AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4F"
		"ZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/q"
		"kPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYw"
		"T7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xV"
		"qr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKT"
		"r4rvx3iSIlTJabIQwj2ICCR/oLxBA==", "us-east-1", "service" };
	struct request r = { .method = "POST" };
	struct err e = { 0 };
	struct buf out;

	buf_init(&r.url, REQUEST_URL_MAX);
	buf_init(&out, 8192);
	buf_adds(&r.url, HOST "/");
	CHECK(sigv4_sign(&k, &r, WHEN, &out, &e) == 0);
	CHECK(out.p != NULL && strstr(out.p, "Signature=85d96828115b5dc0cfc3bd1"
	    "6ad9e210dd772bbebba041836c64533a82be05ead\n") != NULL);
	buf_fini(&out);
	buf_fini(&r.url);
}

/* "Signature Calculations ... Transferring Payload in a Single Chunk", Amazon
 * S3's API Reference: GET Bucket Lifecycle. */
static void
s3_signs_the_body_s_hash(void)
{
	static const struct sigv4 k = { "AKIAIOSFODNN7EXAMPLE",
		"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", NULL, "us-east-1",
		"s3" };
	struct request r = { .method = "GET" };
	struct err e = { 0 };
	struct buf out;

	buf_init(&r.url, REQUEST_URL_MAX);
	buf_init(&out, 4096);
	buf_adds(&r.url, "https://examplebucket.s3.amazonaws.com/?lifecycle");
	CHECK(sigv4_sign(&k, &r, 1369353600, &out, &e) == 0);
	CHECK(out.p != NULL && strstr(out.p, "Signature=fea454ca298b7da1c68078a"
	    "5d1bdbfbbe0d65c699e0f91ac7a200a0136783543\n") != NULL);
	CHECK(out.p != NULL && strstr(out.p, "X-Amz-Content-Sha256: e3b0c44298f"
	    "c1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n") != NULL);
	buf_fini(&out);
	buf_fini(&r.url);
}

int
main(void)
{
	TEST(published_requests_get_the_published_signatures);
	TEST(a_session_is_signed);
	TEST(s3_signs_the_body_s_hash);
	return tap_end();
}
