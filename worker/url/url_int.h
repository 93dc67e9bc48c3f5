/* SPDX-License-Identifier: Apache-2.0 */
/* url_int.h -- what the files of this folder share. */
#ifndef CORDON_WORKER_URL_URL_INT_H
#define CORDON_WORKER_URL_URL_INT_H

#include "worker/url/url.h"

/* Percent-encode sets, each containing the one before. */
enum url_set {
	SET_C0,
	SET_FRAGMENT,
	SET_QUERY,
	SET_SPECIAL_QUERY,
	SET_PATH,
	SET_USERINFO,
};

/* Appends the byte, encoded when it is in the set. */
void url_encode(struct buf *out, uint8_t c, enum url_set set);
void url_encode_all(struct buf *out, const char *s, size_t n, enum url_set set);
void url_decode(struct buf *out, const char *s, size_t n);

bool url_is(const struct buf *b, const char *text);
void url_copy(struct buf *to, const struct buf *from);

/* "host parsing": 0 and the serialised host appended, or -1. */
int url_parse_host(const char *s, size_t n, bool opaque, struct buf *out);

/* -1: not special; 0: special without a port (file); else the port. */
int url_default_port(const struct buf *scheme);
bool url_special(const struct url *u);
bool url_has_credentials(const struct url *u);

enum url_state {
	SCHEME_START,
	SCHEME,
	NO_SCHEME,
	SPECIAL_RELATIVE,
	PATH_OR_AUTHORITY,
	RELATIVE,
	RELATIVE_SLASH,
	SPECIAL_SLASHES,
	IGNORE_SLASHES,
	AUTHORITY,
	HOST,
	HOSTNAME,
	PORT,
	FILE_STATE,
	FILE_SLASH,
	FILE_HOST,
	PATH_START,
	PATH,
	OPAQUE_PATH,
	QUERY,
	FRAGMENT,
	STATES,
};

/* "basic URL parser" with a state override: -1 for its failure. */
int url_parse_part(struct url *u, const char *s, size_t n,
    enum url_state state);

#endif
