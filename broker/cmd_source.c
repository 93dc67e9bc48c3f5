/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_source.c -- see cmd_source.h. */
#include "broker/cmd_source.h"

#include <stdio.h>
#include <string.h>

int
cmd_source_pick(int n, char **operands, struct cmd_source *s, struct err *e)
{
	if (n > 1)
		return err_set(e, ERR_INPUT,
		    "one program at a time: \"%.80s\" "
		    "is one too many",
		    operands[1]);
	if (n == 1 && s->code != NULL)
		return err_set(e, ERR_INPUT, "-e and a file are two programs");
	if (n == 0 && s->code == NULL)
		return err_set(e, ERR_INPUT, "which program?");
	s->file = n == 1 ? operands[0] : NULL;
	return 0;
}

static int
read_stream(FILE *f, const char *path, struct buf *out, struct err *e)
{
	char p[65536];
	size_t n;

	while ((n = fread(p, 1, sizeof p, f)) > 0)
		buf_add(out, p, n);
	if (ferror(f))
		return err_sys(e, "read %s", path);
	if (!buf_ok(out))
		return err_set(e, ERR_LIMIT, "%s: more than %zu bytes", path,
		    out->max);
	return 0;
}

int
cmd_source_file(const char *path, struct buf *out, struct err *e)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	int r;

	if (f == NULL)
		return err_sys(e, "open %s", path);
	r = read_stream(f, path, out, e);
	if (f != stdin)
		(void)fclose(f);
	return r;
}

int
cmd_source_read(const struct cmd_source *s, struct buf *out, struct err *e)
{
	if (s->code == NULL)
		return cmd_source_file(s->file, out, e);
	buf_adds(out, s->code);
	if (!buf_ok(out))
		return err_set(e, ERR_LIMIT, "-e: more than %zu bytes",
		    out->max);
	return 0;
}
