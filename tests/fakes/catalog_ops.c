/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog_ops FILE.cat -- what a catalog knows of each operation, a JSON
 * object a line: {"name","method","path","media","params":[[in,name,arg],...]}.
 * For tests that make arguments from the document itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "typegen/catalog.h"

static void
add(struct buf *b, const char *key, const char *text)
{
	buf_addf(b, "%s\"%s\":", b->p[b->len - 1] == '{' ? "" : ",", key);
	buf_add_json(b, text, strlen(text));
}

static void
print_op(const struct catalog *c, uint32_t i, struct buf *b)
{
	static const char *const places[] = { "path", "query", "header",
		"cookie" };
	struct catalog_param p;
	struct catalog_op o;
	uint32_t k;

	catalog_op(c, i, &o);
	buf_clear(b);
	buf_addc(b, '{');
	add(b, "name", o.name);
	add(b, "method", o.method);
	add(b, "path", o.path);
	add(b, "media", o.body_media);
	buf_adds(b, ",\"params\":[");
	for (k = 0; k < o.params; k++) {
		catalog_op_param(c, i, k, &p);
		buf_addf(b, "%s[\"%s\",", k > 0 ? "," : "", places[p.in]);
		buf_add_json(b, p.name, strlen(p.name));
		buf_addc(b, ',');
		buf_add_json(b, p.arg, strlen(p.arg));
		buf_addc(b, ']');
	}
	buf_adds(b, "]}\n");
	(void)fwrite(b->p, 1, b->len, stdout);
}

int
main(int argc, char **argv)
{
	struct catalog *c;
	struct err e;
	struct buf b;
	uint32_t i;

	c = argc == 2 ? catalog_open(argv[1], &e) : NULL;
	if (c == NULL) {
		(void)fprintf(stderr, "catalog_ops: %s\n",
		    argc == 2 ? e.msg : "FILE.cat is wanted");
		return 1;
	}
	buf_init(&b, 1 << 20);
	for (i = 0; i < catalog_ops(c); i++)
		print_op(c, i, &b);
	buf_fini(&b);
	catalog_close(c);
	return 0;
}
