/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conf_auth.h -- the "auth:" part of a connector's file: which credential, from
 * where, and what it is bound to.
 *
 *	auth:
 *	  kind: KIND			# auth_kinds below
 *	  secret: file:/path		# | cred:NAME | env:NAME | exec:/path ARG
 *	  secret: {exec: [/path, ARG]}	# the same, arguments with blanks
 *	  in, name			# apiKey
 *	  name, value: "Key {secret}"	# header
 *	  token_url, client_id, scope	# oauth2
 *	  key_id, region, service, session: file:/path	# aws
 *	  cert: /path			# mtls; the secret is its key
 *	  origin: https://host		# binding: where it may go at all
 *	  path: /v1/			#   below which path
 *	  methods: [GET, POST]		#   by which methods
 *	  tenants: [a, b]		#   for whom
 */
#ifndef CORDON_BROKER_CONF_AUTH_H
#define CORDON_BROKER_CONF_AUTH_H

#include <jansson.h>

#include "common/base/err.h"

enum auth_kind {
	AUTH_NONE,
	AUTH_BEARER,
	AUTH_APIKEY,
	AUTH_BASIC,
	AUTH_HEADER,
	AUTH_OAUTH2,
	AUTH_AWS,
	AUTH_MTLS
};
enum auth_in { AUTH_IN_HEADER, AUTH_IN_QUERY, AUTH_IN_COOKIE };

/* Strings are NULL where the file says nothing. */
struct conf_auth {
	enum auth_kind kind;
	enum auth_in in;
	char *name; /* header, parameter or cookie */
	char *value; /* header: text with "{secret}" once */
	char *secret; /* "file:/path", "cred:NAME", "env:NAME": never it */
	char **exec; /* then secret is NULL: what prints it; NULL-terminated */
	char *token_url, *client_id, *scope;
	char *key_id, *region, *service;
	char *session; /* a source, as secret */
	char *cert; /* absolute path */
	char *origin, *path;
	char *methods, *tenants; /* words, each between spaces: " GET PUT " */
};

/* `file` is the connector's, for paths relative to it. */
int conf_auth_read(const json_t *auth, const char *file,
    struct conf_auth *ret, struct err *e);
void conf_auth_fini(struct conf_auth *a);
/* May this program be asked for a secret?  Whoever can change it can have the
 * secret. */
int conf_auth_program(const char *path, struct err *e);

#endif
