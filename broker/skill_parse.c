/* SPDX-License-Identifier: Apache-2.0 */
/* skill_parse.c -- one skill's file; see skills.h. */
#include <stdlib.h>
#include <string.h>

#include "broker/skills.h"
#include "common/host/json.h"
#include "common/host/yaml.h"

/* Longer than any list of skills should show. */
#define DESCRIPTION_MAX 300

static const struct json_limits head_limits = {
	.bytes = 16384,
	.depth = 8,
	.values = 200,
};

void
skill_fini(struct skill *s)
{
	free(s->name);
	free(s->description);
	free(s->text);
}

static bool
good_name(const char *s)
{
	size_t n = strspn(s,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_-.");

	return n > 0 && n <= SKILL_NAME_MAX && s[n] == '\0';
}

/* The YAML's length, its lines "---" left out; *ret_after: what follows.
 * -1: there is none. */
static long
head_of(const char *p, const char **ret_head, const char **ret_after)
{
	const char *end;

	if (strncmp(p, "---\n", 4) != 0)
		return -1;
	*ret_head = p + 4;
	end =
	    strncmp(p + 4, "---\n", 4) == 0 ? p + 3 : strstr(p + 4, "\n---\n");
	if (end == NULL)
		return -1;
	*ret_after = end + 5;
	return end + 1 - *ret_head;
}

/* Up to the line's end, a heading's marks left out. */
static char *
line_of(const char *p)
{
	size_t n;

	p += strspn(p, " \t\n#");
	n = strcspn(p, "\n");
	if (n > DESCRIPTION_MAX)
		for (n = DESCRIPTION_MAX;
		     n > 0 && ((unsigned char)p[n] & 0xc0) == 0x80;)
			n--;
	return strndup(p, n);
}

static int
read_head(const char *p, size_t n, json_t **ret, struct err *e)
{
	json_t *head = yaml_read(p, n, &head_limits, e);

	if (head == NULL)
		return err_prefix(e, "between the lines \"---\"");
	if (json_is_object(head) || json_is_null(head)) {
		*ret = head;
		return 0;
	}
	json_decref(head);
	return err_set(e, ERR_INPUT,
	    "between the lines \"---\" stands no mapping");
}

/* CR LF becomes LF: what follows looks for lines. */
static char *
lines(const char *p, size_t n)
{
	char *s = malloc(n + 1);
	size_t i, k = 0;

	for (i = 0; s != NULL && i < n; i++)
		if (p[i] != '\r')
			s[k++] = p[i];
	if (s != NULL)
		s[k] = '\0';
	return s;
}

static int
fill(struct skill *s, const json_t *head, const char *fallback,
    const char *body, struct err *e)
{
	const char *name = json_str(head, "name");
	const char *about = json_str(head, "description");

	if (name == NULL)
		name = fallback;
	if (!good_name(name))
		return err_set(e, ERR_INPUT,
		    "\"%.80s\" is no name of a skill: letters, digits, \"_\", "
		    "\"-\" and \".\", at most %d",
		    name, SKILL_NAME_MAX);
	if (body[strspn(body, " \t\n")] == '\0')
		return err_set(e, ERR_INPUT, "it says nothing");
	s->name = strdup(name);
	s->description = line_of(about != NULL ? about : body);
	s->text = strdup(body + strspn(body, "\n"));
	if (s->name != NULL && s->description != NULL && s->text != NULL)
		return 0;
	skill_fini(s);
	return err_set(e, ERR_NOMEM, "out of memory");
}

int
skill_parse(const char *fallback, const char *p, size_t n, struct skill *ret,
    struct err *e)
{
	const char *head_text, *body;
	json_t *head = NULL;
	char *text;
	long head_n;
	int r = 0;

	if (memchr(p, '\0', n) != NULL)
		return err_set(e, ERR_INPUT, "it is no text");
	if ((text = lines(p, n)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	body = text;
	head_n = head_of(text, &head_text, &body);
	if (head_n > 0)
		r = read_head(head_text, (size_t)head_n, &head, e);
	if (r == 0)
		r = fill(ret, head, fallback, body, e);
	json_decref(head);
	free(text);
	return r;
}
