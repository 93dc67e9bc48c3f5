/* SPDX-License-Identifier: Apache-2.0 */
/* engine_absent.c -- names that other hosts have and this one has not.  They
 * are not defined, so that `typeof process` and `globalThis.fetch` can be asked
 * as everywhere; who uses one all the same is told what to use. */
#include <string.h>

#include "worker/engine_int.h"

#define NO_NETWORK \
	"there is no network here: call a connector's operation, as " \
	"github.issues.list({...}); codemode.search(\"...\") finds one"
#define NO_MODULES \
	"there are no modules here: the standard library, URL, " \
	"TextEncoder, structuredClone and the connectors are global"
#define NO_HOST \
	"there are no files and no network; use the connectors"
#define NOTHING_KEPT \
	"nothing is kept between programs: return the value, and read it " \
	"later with codemode.result(id)"
#define NO_EXPORTS "there are no modules here: return the result"
#define NO_FILES "there are no files here"
#define THE_GLOBAL "the global object is globalThis"

static const char *const absent[][2] = {
	{ "fetch", NO_NETWORK },
	{ "XMLHttpRequest", NO_NETWORK },
	{ "WebSocket", NO_NETWORK },
	{ "EventSource", NO_NETWORK },
	{ "require", NO_MODULES },
	{ "importScripts", NO_MODULES },
	{ "module", NO_EXPORTS },
	{ "exports", NO_EXPORTS },
	{ "process",
	    "there is no process, no environment and no argument here: return "
	    "the result, log with console.log" },
	{ "Deno", "this is not Deno: " NO_HOST },
	{ "Bun", "this is not Bun: " NO_HOST },
	{ "__dirname", NO_FILES },
	{ "__filename", NO_FILES },
	{ "localStorage", NOTHING_KEPT },
	{ "sessionStorage", NOTHING_KEPT },
	{ "document", "this is no browser: there is no document" },
	{ "navigator", "this is no browser" },
	{ "alert", "this is no browser: log with console.log" },
	{ "prompt", "nobody can be asked here" },
	{ "window", THE_GLOBAL },
	{ "self", THE_GLOBAL },
	{ "global", THE_GLOBAL },
};

const char *
engine_absent(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		if (strlen(absent[i][0]) == n &&
		    memcmp(absent[i][0], name, n) == 0)
			return absent[i][1];
	return NULL;
}
