/* SPDX-License-Identifier: Apache-2.0 */
/* url_parse.h -- the parser's state, for the files that hold its states. */
#ifndef CORDON_WORKER_URL_URL_PARSE_H
#define CORDON_WORKER_URL_URL_PARSE_H

#include "worker/url/url_int.h"

#define END (-1)

enum step { GO, DONE, FAIL };

struct parser {
	struct url *u;
	const struct url *base;
	const char *s;
	ptrdiff_t n, at;
	enum url_state state, first;
	bool override; /* only the part that `first` begins */
	bool at_seen, password_seen, in_brackets;
	struct buf b;
};

enum step url_state_authority(struct parser *p, int c);
enum step url_state_host(struct parser *p, int c);
enum step url_state_port(struct parser *p, int c);
enum step url_state_file_host(struct parser *p, int c);

/* "shorten a URL's path" */
void url_shorten(struct url *u);
/* A segment: dots are resolved; slash: another one follows. */
void url_add_segment(struct url *u, const struct buf *b, bool slash);
/* "starts with a Windows drive letter" */
bool url_starts_with_drive(const char *s, size_t n);
/* Does the path begin with "/C:" and end there, or go on with a slash? */
bool url_path_has_drive(const struct url *u);

#endif
