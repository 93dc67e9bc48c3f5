/* SPDX-License-Identifier: Apache-2.0 */
/* A skill's file: YAML between two lines, then Markdown. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "broker/skills.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct skill s;
	struct skills all = { &s, 1 };
	const struct skill *found;
	struct err e;

	if (skill_parse("file", (const char *)data, size, &s, &e) == -1)
		return 0;
	assert(strlen(s.name) <= SKILL_NAME_MAX && s.text[0] != '\0');
	assert(strchr(s.description, '\n') == NULL);
	assert(skills_search(&all, s.name, &found, 1) == 1);
	(void)skills_search(&all, s.text, &found, 1);
	skill_fini(&s);
	return 0;
}
