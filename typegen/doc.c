/* SPDX-License-Identifier: Apache-2.0 */
/* doc.c -- see doc.h. */
#include "typegen/doc.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/host/json_pool.h"
#include "common/host/yaml.h"

#define STEP_MAX 1024 /* one step of a pointer */

/* Where other files of it may be. */
static int
find_dir(struct doc *d, const char *path, struct err *e)
{
	char real[PATH_MAX], *slash;

	if (realpath(path, real) == NULL)
		return err_sys(e, "%s", path);
	slash = strrchr(real, '/');
	d->name = strdup(slash + 1);
	slash[slash == real] = '\0';
	d->dir = strdup(real);
	return d->dir != NULL && d->name != NULL ? 0 :
	    err_set(e, ERR_NOMEM, "out of memory");
}

/* Which version of which language it is. */
static int
find_dialect(struct doc *d, const char *path, struct err *e)
{
	const char *v3 = json_str(d->root, "openapi");
	const char *v2 = json_str(d->root, "swagger");

	if (v3 == NULL && v2 == NULL &&
	    !json_is_number(json_object_get(d->root, "swagger")) &&
	    !json_is_number(json_object_get(d->root, "openapi")))
		return err_set(e, ERR_INPUT,
		    "%s: not an OpenAPI document: neither \"openapi\" nor "
		    "\"swagger\" says a version",
		    path);
	d->swagger2 = v3 == NULL &&
	    json_object_get(d->root, "openapi") == NULL;
	d->self = json_str(d->root, "$self");
	d->siblings = v3 != NULL && strncmp(v3, "3.0", 3) != 0;
	if (!json_is_object(json_object_get(d->root, "paths")) &&
	    !json_is_object(json_object_get(d->root, "webhooks")) &&
	    !json_is_object(json_object_get(d->root, "components")))
		return err_set(e, ERR_INPUT, "%s: no \"paths\" in it", path);
	d->schemas_ref = d->swagger2 ? "#/definitions/" :
				       "#/components/schemas/";
	d->schemas = d->swagger2 ? json_object_get(d->root, "definitions") :
	    json_object_get(json_object_get(d->root, "components"), "schemas");
	return 0;
}

int
doc_open(struct doc *d, const char *path, struct buf *losses, struct err *e)
{
	memset(d, 0, sizeof *d);
	d->losses = losses;
	d->root = yaml_read_file(path, &json_limits_document, e);
	if (d->root == NULL)
		return -1;
	d->lost = json_object();
	d->by_path = json_object();
	if (find_dir(d, path, e) == -1 || find_dialect(d, path, e) == -1) {
		doc_close(d);
		return -1;
	}
	return 0;
}

int
doc_open_tree(struct doc *d, json_t *root, struct buf *losses, struct err *e)
{
	memset(d, 0, sizeof *d);
	d->losses = losses;
	d->root = root;
	d->lost = json_object();
	d->by_path = json_object();
	d->siblings = true;
	d->schemas_ref = "#/$defs/";
	return root != NULL && d->lost != NULL && d->by_path != NULL ? 0 :
	    err_set(e, ERR_NOMEM, "out of memory");
}

void
doc_close(struct doc *d)
{
	unsigned i;

	for (i = 0; i < d->n_files; i++) {
		free(d->files[i].path);
		json_pool_drop(d->files[i].root);
		json_decref(d->files[i].anchors);
	}
	free(d->files);
	free(d->dir);
	free(d->name);
	json_pool_drop(d->root);
	json_decref(d->lost);
	json_decref(d->by_path);
	json_decref(d->anchors);
	memset(d, 0, sizeof *d);
}

void
doc_lose(struct doc *d, const char *where, const char *what)
{
	if (json_object_get(d->lost, what) != NULL)
		return;
	json_object_set_new(d->lost, what, json_true());
	buf_addf(d->losses, "%s: %s\n", where, what);
	d->losses->failed = false; /* full: the rest is only counted */
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One step: ~0 ~1 and %XX undone. */
static const char *
step(const char *p, char *out)
{
	size_t n = 0;

	for (p++; *p != '\0' && *p != '/' && n + 1 < STEP_MAX; p++) {
		char c = *p;

		if (c == '%' && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
			c = (char)(hex(p[1]) * 16 + hex(p[2]));
			p += 2;
		}
		if (c == '~' && (p[1] == '0' || p[1] == '1'))
			c = *++p == '0' ? '~' : '/';
		out[n++] = c;
	}
	out[n] = '\0';
	return p;
}

const json_t *
doc_pointer(const json_t *at, const char *p)
{
	char name[STEP_MAX];

	while (at != NULL && *p == '/') {
		p = step(p, name);
		at = json_is_array(at) ?
		    json_array_get(at, strtoul(name, NULL, 10)) :
		    json_object_get(at, name);
	}
	return *p == '\0' ? at : NULL;
}

const char *
doc_ref(const json_t *v)
{
	const char *ref = json_str(v, "$ref");

	return ref != NULL ? ref : json_str(v, "$dynamicRef");
}

const json_t *
doc_deref(struct doc *d, const json_t *v, const char *where)
{
	char text[300];
	const char *ref;
	int i;

	for (i = 0; i < DOC_REF_CHAIN_MAX; i++) {
		ref = doc_ref(v);
		if (ref == NULL)
			return v;
		v = doc_target(d, ref);
		if (v == NULL)
			break;
	}
	snprintf(text, sizeof text, "$ref \"%.200s\" %s", ref,
	    v != NULL		? "leads in a circle" :
		strchr(ref, ':') == NULL || ref[0] == 'd' ? "leads nowhere" :
				  "leads out of the document");
	doc_lose(d, where, text);
	return NULL;
}

const char *
doc_schema_name(const struct doc *d, const char *ref)
{
	static char name[STEP_MAX];
	size_t n = strlen(d->schemas_ref);

	if (ref == NULL || strncmp(ref, d->schemas_ref, n) != 0 ||
	    strchr(ref + n, '/') != NULL)
		return NULL;
	step(ref + n - 1, name);
	return json_object_get(d->schemas, name) != NULL ? name : NULL;
}
