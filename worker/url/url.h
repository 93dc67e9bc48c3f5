/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url.h -- a URL record, as the WHATWG URL Standard has it.
 *
 * Section names in comments are the standard's.  A record owns its texts:
 * url_init before, url_fini after, whatever a parse returned.
 */
#ifndef CORDON_WORKER_URL_URL_H
#define CORDON_WORKER_URL_URL_H

#include "common/base/buf.h"

/* A URL may be as long as a reply's body field; percent encoding triples. */
#define URL_BYTES_MAX (8 * 1024 * 1024)

struct url {
	struct buf scheme, username, password, host, path, query, fragment;
	int32_t port; /* -1: none */
	/* An opaque path is kept as it is; else each segment follows a '/'. */
	bool opaque;
	bool has_host, has_query, has_fragment;
};

enum url_part {
	URL_PROTOCOL,
	URL_USERNAME,
	URL_PASSWORD,
	URL_HOST,
	URL_HOSTNAME,
	URL_PORT,
	URL_PATHNAME,
	URL_SEARCH,
	URL_HASH,
};

void url_init(struct url *u);
void url_fini(struct url *u);
/* 0, or -1 when the text is no URL.  base may be NULL. */
int url_parse(struct url *u, const char *s, size_t n, const struct url *base);
/* The attribute setters of URL, href excepted; what does not parse is
 * ignored, as there. */
void url_set(struct url *u, enum url_part part, const char *s, size_t n);
/* "URL serializing". */
void url_href(const struct url *u, struct buf *out);
/* host, with the port. */
void url_host_text(const struct url *u, struct buf *out);
/* "origin", serialised. */
void url_origin(const struct url *u, struct buf *out);

#endif
