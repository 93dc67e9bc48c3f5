/* SPDX-License-Identifier: Apache-2.0 */
/*
 * skills.h -- instructions in Markdown, the operator's own: how this house does
 * a thing.  `search` finds them, and MCP offers them as prompts.
 *
 *	DIR/skills/NAME.md		or DIR/skills/NAME/SKILL.md
 *
 * The text may begin with YAML between two lines "---": name, description.
 * Without, the file's name and its first line of text are these.
 */
#ifndef CORDON_BROKER_SKILLS_H
#define CORDON_BROKER_SKILLS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/err.h"

#define SKILLS_MAX 200 /* a list that a person still reads */
#define SKILL_BYTES_MAX \
	(64 * 1024) /* 16,000 tokens: no instruction is longer */
#define SKILL_NAME_MAX 64

struct skill {
	char *name; /* letters, digits, "_", "-", "." */
	char *description; /* one line, may be "" */
	char *text; /* without the YAML */
};

struct skills {
	struct skill *list; /* sorted by name */
	size_t n;
};

/* One that cannot be read is left out and logged; so is what is over SKILLS_MAX.
 * -1 only without memory. */
int skills_read(const char *config_dir, struct skills *ret);
/* The same, and `tell` hears which are left out, in place of the log. */
int skills_read_telling(const char *config_dir,
    void (*tell)(void *arg, const char *path, const char *why), void *arg,
    struct skills *ret);
void skills_fini(struct skills *s);
const struct skill *skills_find(const struct skills *s, const char *name);
bool skills_same(const struct skills *a, const struct skills *b);
/* The best for these words, at most `most`, best first; how many. */
size_t skills_search(const struct skills *s, const char *query,
    const struct skill **ret, size_t most);
/* Pure: one file's text as a skill; `fallback` names it. */
int skill_parse(const char *fallback, const char *p, size_t n,
    struct skill *ret, struct err *e);
void skill_fini(struct skill *s);

#endif
