/* SPDX-License-Identifier: Apache-2.0 */
/* zones_file.c -- the list of time zones is read. */
#include <fcntl.h>
#include <unistd.h>

#include "worker/zones.h"

static char text[ZONES_BYTES_MAX];
static size_t length;

void
zones_load(void)
{
	static const char *const paths[] = { "/usr/share/zoneinfo/tzdata.zi",
		"/usr/share/zoneinfo/tzdata/tzdata.zi" };
	ssize_t n = 0;
	size_t i;
	int fd = -1;

	for (i = 0; fd < 0 && i < sizeof paths / sizeof paths[0]; i++)
		fd = open(paths[i], O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	while (length < sizeof text &&
	    (n = read(fd, text + length, sizeof text - length)) > 0)
		length += (size_t)n;
	/* Cut short, the last zone would be a wrong one. */
	if (n < 0 || length == sizeof text)
		length = 0;
	(void)close(fd);
}

const char *
zones_text(size_t *ret_n)
{
	*ret_n = length;
	return text;
}
