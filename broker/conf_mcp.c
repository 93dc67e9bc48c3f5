/* SPDX-License-Identifier: Apache-2.0 */
/* conf_mcp.c -- see conf_mcp.h. */
#include "broker/conf_mcp.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "broker/conf_read.h"
#include "common/base/limits.h"
#include "common/host/file.h"

#define WORDS_MAX 256 /* arguments, globs; far beyond any mcp.json */
#define PAIRS_MAX 128
#define TIMEOUT_DEFAULT_MS 60000 /* as the official SDK's client */
#define IDLE_DEFAULT_MS 600000
#define IDLE_MAX_MS 86400000

const char *const conf_mcp_keys[] = { "kind", "command", "args", "env", "cwd",
	"url", "headers", "network", "ca", "auth", "tools", "enabledTools",
	"disabledTools", "expose", "timeout", "idle", "era", "elicitation", NULL };

static void
free_words(char **w)
{
	size_t i;

	for (i = 0; w != NULL && w[i] != NULL; i++)
		free(w[i]);
	free(w);
}

static void
free_pairs(struct conf_pair *p, size_t n)
{
	size_t i;

	for (i = 0; p != NULL && i < n; i++) {
		free(p[i].name);
		free(p[i].value);
	}
	free(p);
}

void
conf_mcp_free(struct conf_mcp *m)
{
	if (m == NULL)
		return;
	free(m->command);
	free_words(m->args);
	free(m->cwd);
	free(m->tools);
	free_words(m->enabled);
	free_words(m->disabled);
	free_pairs(m->env, m->n_env);
	free_pairs(m->headers, m->n_headers);
	free(m);
}

static int
read_words(const json_t *top, const char *key, char ***ret, struct err *e)
{
	const json_t *v = json_object_get(top, key);
	size_t i, n = json_array_size(v);

	if (v == NULL)
		return 0;
	if (!json_is_array(v) || n > WORDS_MAX)
		return err_set(e, ERR_INPUT,
		    "%s: a list of at most %d texts is wanted", key, WORDS_MAX);
	if ((*ret = calloc(n + 1, sizeof **ret)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (i = 0; i < n; i++) {
		const char *s = json_string_value(json_array_get(v, i));

		if (s == NULL)
			return err_set(e, ERR_INPUT,
			    "%s: number %zu is not a text (quote it)", key,
			    i + 1);
		if (((*ret)[i] = conf_read_dup(s, e)) == NULL)
			return -1;
	}
	return 0;
}

bool
conf_pair_secret(const struct conf_pair *p)
{
	return strncmp(p->value, "file:", 5) == 0 ||
	    strncmp(p->value, "cred:", 5) == 0 ||
	    strncmp(p->value, "env:", 4) == 0;
}

/* "file:x" with x made absolute; anything else as it is. */
static char *
pair_value(const char *path, const char *s, struct err *e)
{
	char *file, *text;
	struct buf b;

	if (strncmp(s, "file:", 5) != 0)
		return conf_read_dup(s, e);
	if ((file = file_beside(path, s + 5, e)) == NULL)
		return NULL;
	buf_init(&b, PATH_MAX + 8);
	buf_addf(&b, "file:%s", file);
	free(file);
	if ((text = buf_steal(&b)) == NULL)
		err_set(e, ERR_LIMIT, "path too long");
	return text;
}

static bool
name_ok(const char *s, bool header)
{
	const char *p;

	for (p = s; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || *p == '=' ||
		    (header && strchr("():<>@,;\\\"/[]?{}", *p) != NULL))
			return false;
	return p != s;
}

static int
read_pairs(const json_t *top, const char *key, const char *path,
    struct conf_pair **ret, size_t *ret_n, struct err *e)
{
	json_t *v = json_object_get(top, key), *one;
	const char *name;

	if (v == NULL)
		return 0;
	if (!json_is_object(v) || json_object_size(v) > PAIRS_MAX)
		return err_set(e, ERR_INPUT,
		    "%s: at most %d \"NAME: text\" are wanted", key, PAIRS_MAX);
	*ret = calloc(json_object_size(v) + 1, sizeof **ret);
	if (*ret == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	json_object_foreach(v, name, one)
	{
		const char *s = json_string_value(one);
		struct conf_pair *p = &(*ret)[*ret_n];

		if (s == NULL || !name_ok(name, strcmp(key, "headers") == 0) ||
		    strpbrk(s, "\r\n") != NULL)
			return err_set(e, ERR_INPUT,
			    "%s: \"%.80s\" wants a name without blanks and a "
			    "text of one line (quote numbers)",
			    key, name);
		++*ret_n;
		if ((p->name = conf_read_dup(name, e)) == NULL ||
		    (p->value = pair_value(path, s, e)) == NULL)
			return -1;
	}
	return 0;
}

static int
read_tools(const json_t *top, const char *path, char **ret, struct err *e)
{
	char *file;

	if (conf_read_text(top, "tools", &file, e) == -1)
		return -1;
	if (file == NULL)
		return 0;
	*ret = file_beside(path, file, e);
	free(file);
	return *ret != NULL ? 0 : -1;
}

static int
read_choices(const json_t *top, struct conf_mcp *m, struct err *e)
{
	static const char *const eras[] = { "auto", "legacy", "modern", NULL };
	static const char *const answers[] = { "decline", "defaults", NULL };
	const char *era = json_str(top, "era");
	const char *answer = json_str(top, "elicitation");
	int i;

	if (json_object_get(top, "era") != NULL) {
		i = conf_read_choice("era", era != NULL ? era : "?", eras, e);
		if (i == -1)
			return -1;
		m->era = (enum conf_era)i;
	}
	if (json_object_get(top, "elicitation") == NULL)
		return 0;
	i = conf_read_choice("elicitation", answer != NULL ? answer : "?",
	    answers, e);
	m->elicit_defaults = i == 1;
	return i == -1 ? -1 : 0;
}

static int
check_kind(const struct conf_mcp *m, const char *url, struct err *e)
{
	if (m->command != NULL && url != NULL)
		return err_set(e, ERR_INPUT,
		    "kind mcp wants either command or url, not both");
	if (m->command == NULL && url == NULL && m->tools == NULL)
		return err_set(e, ERR_INPUT,
		    "kind mcp wants command, url, or the file of its tools");
	if (url == NULL && m->n_headers > 0)
		return err_set(e, ERR_INPUT, "headers belong to url");
	if (url != NULL && (m->args != NULL || m->cwd != NULL))
		return err_set(e, ERR_INPUT, "args and cwd belong to command");
	return 0;
}

struct conf_mcp *
conf_mcp_read(const json_t *top, const char *url, const char *path,
    struct err *e)
{
	struct conf_mcp *m = calloc(1, sizeof *m);

	if (m == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	m->timeout_ms = TIMEOUT_DEFAULT_MS;
	m->idle_ms = IDLE_DEFAULT_MS;
	if (conf_read_text(top, "command", &m->command, e) == 0 &&
	    conf_read_text(top, "cwd", &m->cwd, e) == 0 &&
	    read_tools(top, path, &m->tools, e) == 0 &&
	    read_words(top, "args", &m->args, e) == 0 &&
	    read_words(top, "enabledTools", &m->enabled, e) == 0 &&
	    read_words(top, "disabledTools", &m->disabled, e) == 0 &&
	    read_pairs(top, "env", path, &m->env, &m->n_env, e) == 0 &&
	    read_pairs(top, "headers", path, &m->headers, &m->n_headers, e) ==
		0 &&
	    conf_read_ms(top, "timeout", DEADLINE_MAX_MS, &m->timeout_ms, e) ==
		0 &&
	    conf_read_ms(top, "idle", IDLE_MAX_MS, &m->idle_ms, e) == 0 &&
	    read_choices(top, m, e) == 0 && check_kind(m, url, e) == 0)
		return m;
	conf_mcp_free(m);
	return NULL;
}

static bool
any_matches(char *const *globs, const char *tool)
{
	size_t i;

	for (i = 0; globs[i] != NULL; i++)
		if (fnmatch(globs[i], tool, 0) == 0)
			return true;
	return false;
}

bool
conf_mcp_tool(const struct conf_mcp *m, const char *tool)
{
	if (m->enabled != NULL && !any_matches(m->enabled, tool))
		return false;
	return m->disabled == NULL || !any_matches(m->disabled, tool);
}
