/* SPDX-License-Identifier: Apache-2.0 */
/* fetch_tls.c -- how a connection is made: what may be spoken on it, and TLS. */
#include <stdint.h>

#include "broker/egress/fetch_int.h"

static void
set_protocols(CURL *c)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(c, CURLOPT_PROTOCOLS,
	    (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/* HTTP/2 only where libcurl does not lose transfers: since 8.1 (its #10634). */
static void
set_version(CURL *c)
{
	const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
	bool h2 = v->version_num >= 0x080100 &&
	    (v->features & CURL_VERSION_HTTP2) != 0;

	curl_easy_setopt(c, CURLOPT_HTTP_VERSION,
	    (long)(h2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
	curl_easy_setopt(c, CURLOPT_PIPEWAIT, h2 ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
}

void
fetch_set_handle(CURL *c, const char *ca)
{
	set_protocols(c);
	set_version(c);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	curl_easy_setopt(c, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (ca != NULL) {
		curl_easy_setopt(c, CURLOPT_CAINFO, ca);
		curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
}

void
fetch_set_certificate(CURL *c, const struct fetch_opts *o)
{
	struct curl_blob key = { .flags = CURL_BLOB_NOCOPY };

	key.data = (void *)(uintptr_t)vault_text(o->key);
	key.len = vault_len(o->key);
	curl_easy_setopt(c, CURLOPT_SSLCERT, o->cert);
	curl_easy_setopt(c, CURLOPT_SSLKEY_BLOB, &key);
	/* Whatever is in it, no terminal is asked for a passphrase. */
	curl_easy_setopt(c, CURLOPT_KEYPASSWD, "");
}
