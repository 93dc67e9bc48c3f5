/* SPDX-License-Identifier: Apache-2.0 */
/* search_acts.c -- see search_acts.h. */
#include "typegen/search_acts.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define READ (1u << ACT_READ)
#define CREATE (1u << ACT_CREATE)
#define CHANGE (1u << ACT_CHANGE)
#define REMOVE (1u << ACT_REMOVE)

static const struct {
	const char *method;
	uint8_t act;
} methods[] = {
	{ "GET", ACT_READ }, { "HEAD", ACT_READ }, { "QUERY", ACT_READ },
	{ "POST", ACT_CREATE }, { "PUT", ACT_CHANGE }, { "PATCH", ACT_CHANGE },
	{ "DELETE", ACT_REMOVE },
};

/* Sorted. */
static const struct {
	const char *word;
	unsigned acts;
} verbs[] = {
	{ "add", CREATE | CHANGE }, { "attach", CREATE | CHANGE },
	{ "buy", CREATE }, { "change", CHANGE }, { "check", READ },
	{ "clear", REMOVE }, { "close", CHANGE | CREATE },
	{ "count", READ }, { "create", CREATE }, { "delete", REMOVE },
	{ "describe", READ }, { "destroy", REMOVE }, { "disable", CHANGE | REMOVE },
	{ "display", READ }, { "download", READ }, { "drop", REMOVE },
	{ "edit", CHANGE }, { "enable", CHANGE | CREATE }, { "erase", REMOVE },
	{ "export", READ }, { "fetch", READ }, { "find", READ }, { "get", READ },
	{ "give", READ | CREATE }, { "how", READ }, { "invite", CREATE | CHANGE },
	{ "kick", REMOVE }, { "list", READ }, { "look", READ }, { "lookup", READ },
	{ "make", CREATE }, { "mark", CHANGE | CREATE }, { "modify", CHANGE },
	{ "move", CHANGE | CREATE }, { "new", CREATE }, { "patch", CHANGE },
	{ "post", CREATE }, { "publish", CREATE }, { "purge", REMOVE | CREATE },
	{ "put", CHANGE }, { "read", READ }, { "register", CREATE },
	{ "remove", REMOVE }, { "rename", CHANGE }, { "replace", CHANGE },
	{ "resize", CHANGE | CREATE }, { "retrieve", READ }, { "revoke", REMOVE },
	{ "save", CREATE | CHANGE }, { "scale", CHANGE | CREATE }, { "search", READ },
	{ "see", READ }, { "send", CREATE }, { "set", CHANGE | CREATE },
	{ "show", READ }, { "start", CREATE | CHANGE }, { "stop", CREATE | CHANGE },
	{ "submit", CREATE }, { "tell", READ }, { "unlink", REMOVE },
	{ "update", CHANGE | CREATE }, { "upload", CREATE | CHANGE }, { "view", READ },
	{ "what", READ }, { "when", READ }, { "where", READ },
	{ "which", READ }, { "who", READ }, { "write", CREATE | CHANGE },
};

uint8_t
search_act_of(const char *method)
{
	size_t i;

	for (i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (strcasecmp(methods[i].method, method) == 0)
			return methods[i].act;
	return ACT_NONE;
}

unsigned
search_acts_meant(const char *word)
{
	size_t lo = 0, hi = sizeof verbs / sizeof verbs[0];

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int r = strcmp(verbs[mid].word, word);

		if (r == 0)
			return verbs[mid].acts;
		if (r < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return 0;
}
