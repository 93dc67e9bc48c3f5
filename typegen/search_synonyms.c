/* SPDX-License-Identifier: Apache-2.0 */
/* search_synonyms.c -- see search_synonyms.h.  General words only: nothing
 * here is about one API. */
#include "typegen/search_synonyms.h"

#include <stddef.h>
#include <string.h>

struct entry {
	const char *stem; /* Porter's */
	const char *others[8];
};

static const struct entry table[] = {
	{"add", {"create", "post", "append"}},
	{"address", {"location"}},
	{"all", {"list"}},
	{"archiv", {"close"}},
	{"assign", {"add", "set"}},
	{"attach", {"add", "upload"}},
	{"ban", {"block"}},
	{"branch", {"ref"}},
	{"bui", {"purchase", "order"}},
	{"cancel", {"delete", "abort"}},
	{"chang", {"update", "edit", "modify", "patch"}},
	{"check", {"get", "status", "verify"}},
	{"close", {"update"}},
	{"cost", {"price", "billing"}},
	{"count", {"total", "number"}},
	{"creat", {"add", "new", "post"}},
	{"delet", {"remove", "destroy", "delete"}},
	{"destroi", {"delete", "remove"}},
	{"detail", {"get", "info"}},
	{"disabl", {"deactivate", "off"}},
	{"download", {"get", "export"}},
	{"edit", {"update", "modify", "change", "patch"}},
	{"email", {"mail", "message"}},
	{"enabl", {"activate", "on"}},
	{"erase", {"delete"}},
	{"fetch", {"get", "list"}},
	{"file", {"document", "content"}},
	{"film", {"movie"}},
	{"find", {"search", "get", "list"}},
	{"folder", {"directory"}},
	{"get", {"list", "retrieve"}},
	{"grab", {"get"}},
	{"group", {"team"}},
	{"histori", {"list", "log", "events"}},
	{"imag", {"picture", "photo"}},
	{"info", {"get", "details"}},
	{"inform", {"get", "details"}},
	{"invit", {"add"}},
	{"kick", {"remove"}},
	{"kill", {"delete", "stop"}},
	{"launch", {"create", "start"}},
	{"list", {"get", "all"}},
	{"look", {"get", "search"}},
	{"machin", {"instance", "server"}},
	{"mail", {"email", "message"}},
	{"make", {"create"}},
	{"member", {"user"}},
	{"modifi", {"update", "edit", "patch"}},
	{"movi", {"film"}},
	{"new", {"create"}},
	{"open", {"create", "get"}},
	{"org", {"organization"}},
	{"organ", {"org"}},
	{"patch", {"update"}},
	{"peopl", {"user", "person", "member"}},
	{"person", {"user", "people"}},
	{"photo", {"image"}},
	{"pictur", {"image"}},
	{"post", {"create", "send", "add"}},
	{"pr", {"pull"}},
	{"publish", {"create", "send"}},
	{"put", {"update", "set"}},
	{"queri", {"search", "list"}},
	{"read", {"get"}},
	{"reboot", {"restart"}},
	{"remov", {"delete"}},
	{"renam", {"update"}},
	{"repo", {"repository"}},
	{"repositori", {"repo"}},
	{"reset", {"clear"}},
	{"restart", {"reboot"}},
	{"retriev", {"get"}},
	{"run", {"start", "execute", "trigger"}},
	{"save", {"create", "update", "add"}},
	{"search", {"find", "list", "query"}},
	{"see", {"get", "list"}},
	{"send", {"create", "post"}},
	{"server", {"instance", "droplet", "machine"}},
	{"set", {"update", "put"}},
	{"show", {"get", "list"}},
	{"song", {"track"}},
	{"spin", {"create"}},
	{"start", {"create", "run"}},
	{"stop", {"cancel", "shutdown"}},
	{"submit", {"create"}},
	{"task", {"todo", "issue"}},
	{"text", {"message", "sms"}},
	{"ticket", {"issue", "task"}},
	{"track", {"song"}},
	{"trigger", {"run", "dispatch"}},
	{"updat", {"edit", "modify", "patch", "set"}},
	{"upload", {"create", "add", "put"}},
	{"user", {"member", "account"}},
	{"view", {"get", "list"}},
	{"vm", {"instance", "machine", "server"}},
	{"websit", {"site", "domain"}},
	{"write", {"create", "update"}},
};

const char *const *
search_synonyms(const char *stem)
{
	size_t lo = 0, hi = sizeof table / sizeof table[0];

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int r = strcmp(table[mid].stem, stem);

		if (r == 0)
			return table[mid].others;
		if (r < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
