/* SPDX-License-Identifier: Apache-2.0 */
/* conf.c -- see conf.h.  The directory and its settings. */
#include "broker/conf.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/conf_read.h"
#include "common/base/limits.h"
#include "common/host/file.h"
#include "common/host/units.h"

#define POOL_DEFAULT 4
#define POOL_MAX 256 /* 110 kB each */
/* A cordoned tenant has one run at a time, and most runs last longer than the
 * making of a worker: three are for runs that do not.  3 MB each. */
#define READY_DEFAULT 3
#define READY_MAX 16
#define CONNECTORS_MAX 256 /* instructions and globals stay readable */
#define CPU_DEFAULT_MS 10000 /* most programs take some milliseconds */
#define HOUR_MS 3600000U
#define HOUR_MIN_MS 100U
#define OUTPUT_CHARS_DEFAULT 20000
#define OUTPUT_CHARS_MAX 1000000
#define HEAP_MIN_BYTES (4 * 1024 * 1024) /* the prelude and a little */
#define HEAP_MAX_BYTES ((size_t)1 << 30) /* Duktape's sizes are 32 bit */

static char *
join(const char *dir, const char *name, struct err *e)
{
	struct buf b;

	buf_init(&b, PATH_MAX);
	buf_addf(&b, "%s/%s", dir, name);
	if (buf_ok(&b))
		return buf_steal(&b);
	buf_fini(&b);
	err_set(e, ERR_LIMIT, "%s/%s: path too long", dir, name);
	return NULL;
}

#define SYSTEM_DIR "/etc/cordon"
#define SYSTEM_STATE "/var/lib/cordon" /* the unit's StateDirectory= */

/* Others than the service's user and group may not: theirs is their own. */
static bool
system_dir_is_for_us(void)
{
	return access(SYSTEM_DIR, R_OK | X_OK) == 0;
}

char *
conf_dir(const char *dir, struct err *e)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *own = NULL;

	if (dir != NULL)
		return conf_read_dup(dir, e);
	if (xdg != NULL && xdg[0] == '/')
		own = join(xdg, "cordon", e);
	else if (home != NULL && home[0] == '/')
		own = join(home, ".config/cordon", e);
	/* With neither to be had, a user's first `cordon add` makes their own. */
	if (own != NULL && (file_exists(own) || !system_dir_is_for_us()))
		return own;
	free(own);
	return conf_read_dup(SYSTEM_DIR, e);
}

static int
read_duration(json_t *top, const char *key, uint32_t *ret, struct err *e)
{
	const json_t *v = json_object_get(top, key);

	if (v == NULL)
		return 0;
	if (json_is_string(v))
		return units_ms(json_string_value(v), ret, e);
	if (!json_is_integer(v) || json_integer_value(v) <= 0)
		return err_set(e, ERR_INPUT, "a duration such as 30s is wanted");
	*ret = json_integer_value(v) > UINT32_MAX ? UINT32_MAX :
	    (uint32_t)json_integer_value(v);
	return 0;
}

static int
read_state(struct conf *c, json_t *top, struct err *e)
{
	char *state = NULL;

	if (conf_read_text(top, "state", &state, e) == -1)
		return -1;
	if (state == NULL)
		return 0;
	if (state[0] != '/') {
		free(state);
		return err_set(e, ERR_INPUT, "state: an absolute path is "
		    "wanted");
	}
	free(c->state);
	c->state = state;
	return 0;
}

/*
 * systemd's StateDirectory=, else beside the rest.  An operator's commands
 * are not started by systemd: what they say of /etc/cordon's tenants, and do
 * to them, is to be said of those of its service, so it has the same place.
 */
static char *
default_state(const char *dir, struct err *e)
{
	const char *given = getenv("STATE_DIRECTORY");

	if (given != NULL && given[0] == '/' && strchr(given, ':') == NULL)
		return conf_read_dup(given, e);
	if (strcmp(dir, SYSTEM_DIR) == 0 || strcmp(dir, SYSTEM_DIR "/") == 0)
		return conf_read_dup(SYSTEM_STATE, e);
	return join(dir, "state", e);
}

static int
read_may_lack(struct conf *c, const json_t *isolation, struct err *e)
{
	static const char *const layers[] = {
#define LAYER(name, word) word,
#include "common/base/layers.def"
#undef LAYER
		NULL
	};
	const json_t *list = json_object_get(isolation, "may_lack");
	size_t i;

	if (conf_read_words(isolation, "may_lack", ',', &c->may_lack, e) == -1)
		return -1;
	for (i = 0; i < json_array_size(list); i++)
		if (conf_read_choice("may_lack",
			json_string_value(json_array_get(list, i)), layers,
			e) == -1)
			return -1;
	return 0;
}

static int
read_isolation(struct conf *c, json_t *iso, struct err *e)
{
	static const char *const keys[] = {"may_lack", "hour", "ready", NULL};
	size_t ready = c->ready;

	if (conf_read_keys(iso, keys, e) == -1 ||
	    read_may_lack(c, iso, e) == -1 ||
	    conf_read_size(iso, "ready", 1, READY_MAX, &ready, e) == -1)
		return err_prefix(e, "isolation");
	c->ready = (uint32_t)ready;
	if (read_duration(iso, "hour", &c->hour_ms, e) == -1 ||
	    c->hour_ms < HOUR_MIN_MS || c->hour_ms > HOUR_MS)
		return err_set(e, ERR_INPUT, "isolation.hour: from 100ms to "
		    "1h");
	return 0;
}

/* As the header Host has it, without a port. */
static bool
is_host(const char *p, size_t n)
{
	static const char in_name[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

	if (*p != '[')
		return strspn(p, in_name) == n;
	return 1 + strspn(p + 1, "0123456789abcdefABCDEF:.") == n - 1 &&
	    p[n - 1] == ']';
}

static int
read_hosts(struct conf *c, const json_t *top, struct err *e)
{
	const char *p;
	size_t n;

	if (conf_read_words(top, "hosts", ',', &c->hosts, e) == -1)
		return -1;
	for (p = c->hosts; p != NULL && *p != '\0'; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		if (!is_host(p, n))
			return err_set(e, ERR_INPUT, "hosts: \"%.*s\" is "
			    "neither a name nor an address (IPv6 in brackets); "
			    "it has no port", (int)n, p);
	}
	return 0;
}

static int
read_settings(struct conf *c, json_t *top, struct err *e)
{
	static const char *const keys[] = {"timeout", "memory", "pool",
	    "pretouch", "output_chars", "cpu", "state", "isolation", "writes",
	    "rules", "hosts", NULL};
	json_t *iso = json_object_get(top, "isolation");
	size_t pool = c->pool;

	if (conf_read_keys(top, keys, e) == -1 ||
	    conf_rules_read(&c->rules, top, e) == -1)
		return -1;
	if (read_duration(top, "timeout", &c->deadline_ms, e) == -1)
		return err_prefix(e, "timeout");
	if (c->deadline_ms > DEADLINE_MAX_MS)
		return err_set(e, ERR_LIMIT, "timeout: at most %d ms",
		    DEADLINE_MAX_MS);
	if (read_duration(top, "cpu", &c->cpu_ms, e) == -1)
		return err_prefix(e, "cpu");
	if (c->cpu_ms > DEADLINE_MAX_MS)
		return err_set(e, ERR_LIMIT, "cpu: at most %d ms",
		    DEADLINE_MAX_MS);
	if (read_state(c, top, e) == -1)
		return -1;
	if (conf_read_size(top, "memory", HEAP_MIN_BYTES, HEAP_MAX_BYTES,
		&c->heap_bytes, e) == -1 ||
	    conf_read_size(top, "pool", 1, POOL_MAX, &pool, e) == -1 ||
	    conf_read_bool(top, "pretouch", &c->pretouch, e) == -1 ||
	    conf_read_size(top, "output_chars", 100, OUTPUT_CHARS_MAX,
		&c->output_chars, e) == -1)
		return -1;
	c->pool = (uint32_t)pool;
	if (read_hosts(c, top, e) == -1)
		return -1;
	return iso == NULL ? 0 : read_isolation(c, iso, e);
}

/* Rules that nobody reads would be missed late. */
static int
refuse_yml(const struct conf *c, struct err *e)
{
	char *path = join(c->dir, "cordon.yml", e);
	int r = path == NULL ? -1 : 0;

	if (r == 0 && file_exists(path))
		r = err_set(e, ERR_INPUT, "%s: its name is cordon.yaml", path);
	free(path);
	return r;
}

static int
read_main(struct conf *c, struct err *e)
{
	char *path = join(c->dir, "cordon.yaml", e);
	json_t *top;
	int r = 0;

	if (path == NULL)
		return -1;
	if (file_exists(path)) {
		top = conf_read_yaml(path, e);
		r = top == NULL ? -1 : 0;
		if (top != NULL && !json_is_null(top) &&
		    (r = read_settings(c, top, e)) == -1)
			err_prefix(e, "%s", path);
		json_decref(top);
	} else
		r = refuse_yml(c, e);
	free(path);
	return r;
}

static bool
ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n > k && strcmp(name + n - k, end) == 0;
}

static int
is_yaml(const struct dirent *d)
{
	return d->d_name[0] != '.' &&
	    (ends_in(d->d_name, ".yaml") || ends_in(d->d_name, ".yml"));
}

static int
add_connector(struct conf *c, const char *dir, const char *file, struct err *e)
{
	char *path = join(dir, file, e);
	int r;

	if (path == NULL)
		return -1;
	r = ends_in(file, ".yml")
	    ? err_set(e, ERR_INPUT, "%s: a connector's file ends in .yaml", path)
	    : conf_read_connector(c->dir, path, &c->connectors[c->n], e);
	if (r == 0)
		c->n++;
	free(path);
	return r;
}

static int
read_connectors(struct conf *c, struct err *e)
{
	char *dir = join(c->dir, "connectors.d", e);
	struct dirent **list = NULL;
	int i, n, r = 0;

	if (dir == NULL)
		return -1;
	n = scandir(dir, &list, is_yaml, alphasort);
	if (n == -1 && errno != ENOENT)
		r = err_sys(e, "read %s", dir);
	else if (n > CONNECTORS_MAX)
		r = err_set(e, ERR_LIMIT, "%s: more than %d connectors", dir,
		    CONNECTORS_MAX);
	if (n > 0 && r == 0) {
		c->connectors = calloc((size_t)n, sizeof *c->connectors);
		if (c->connectors == NULL)
			r = err_set(e, ERR_NOMEM, "out of memory");
	}
	for (i = 0; i < n; i++) {
		if (r == 0)
			r = add_connector(c, dir, list[i]->d_name, e);
		free(list[i]);
	}
	free(list);
	free(dir);
	return r;
}

struct conf *
conf_read(const char *dir, struct err *e)
{
	struct conf *c = calloc(1, sizeof *c);

	if (c == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	c->pool = POOL_DEFAULT;
	c->ready = READY_DEFAULT;
	c->pretouch = true;
	c->deadline_ms = DEADLINE_DEFAULT_MS;
	c->heap_bytes = HEAP_DEFAULT_BYTES;
	c->output_chars = OUTPUT_CHARS_DEFAULT;
	c->cpu_ms = CPU_DEFAULT_MS;
	c->hour_ms = HOUR_MS;
	c->dir = conf_dir(dir, e);
	c->state = c->dir == NULL ? NULL : default_state(c->dir, e);
	if (c->state == NULL || read_main(c, e) == -1 ||
	    read_connectors(c, e) == -1) {
		conf_free(c);
		return NULL;
	}
	return c;
}

const struct conf_connector *
conf_find(const struct conf *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcmp(c->connectors[i].name, name) == 0)
			return &c->connectors[i];
	return NULL;
}

void
conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	while (c->n > 0)
		conf_read_free(&c->connectors[--c->n]);
	free(c->connectors);
	free(c->may_lack);
	free(c->hosts);
	conf_rules_fini(&c->rules);
	free(c->state);
	free(c->dir);
	free(c);
}

int
conf_program(const char *name, char *ret_path, size_t n, struct err *e)
{
	static const char *const places[] = {".", "../libexec/cordon",
	    "../lib/cordon", NULL};
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;
	size_t i;

	if (len == -1)
		return err_sys(e, "read /proc/self/exe");
	self[len] = '\0';
	slash = strrchr(self, '/');
	if (slash != NULL)
		*slash = '\0';
	for (i = 0; places[i] != NULL; i++) {
		int w = snprintf(ret_path, n, "%s/%s/%s", self, places[i], name);

		if (w > 0 && (size_t)w < n && access(ret_path, X_OK) == 0)
			return 0;
	}
	return err_set(e, ERR_NOTFOUND,
	    "%s is neither beside cordon nor in libexec: is the installation complete?",
	    name);
}
