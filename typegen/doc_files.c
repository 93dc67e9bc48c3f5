/* SPDX-License-Identifier: Apache-2.0 */
/* doc_files.c -- what references mean, over several files; see doc.h. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/host/yaml.h"
#include "typegen/doc.h"

#define FIRST UINT_MAX /* number of the first file */
#define REWRITE_DEPTH 200 /* documents are refused below that */

/* The file's number and its pointer, of "doc:3#/a"; false if it is none. */
static bool
split(const struct doc *d, const char *ref, unsigned *ret_file,
    const char **ret_pointer)
{
	char *end;
	unsigned long n;

	*ret_file = FIRST;
	*ret_pointer = ref + 1;
	if (ref[0] == '#')
		return true;
	if (strncmp(ref, "doc:", 4) != 0 || ref[4] < '0' || ref[4] > '9')
		return false;
	n = strtoul(ref + 4, &end, 10);
	if (*end != '#' || n >= d->n_files)
		return false;
	*ret_file = (unsigned)n;
	*ret_pointer = end + 1;
	return true;
}

static int
add_file(struct doc *d, struct doc_file one)
{
	struct doc_file *more = NULL;

	if (d->n_files < DOC_FILES_MAX)
		more = realloc(d->files, (d->n_files + 1) * sizeof *more);
	if (more == NULL) {
		free(one.path);
		json_decref(one.root);
		return -1;
	}
	d->files = more;
	more[d->n_files] = one;
	return (int)d->n_files++;
}

int
doc_add_tree(struct doc *d, json_t *root)
{
	return add_file(d, (struct doc_file){.root = root, .tried = true});
}

/* "a/./b/../c" is "a/c"; false if it climbs out. */
static bool
normalise(const char *s, char *out)
{
	size_t n = 0;

	while (*s != '\0') {
		size_t len = strcspn(s, "/");

		if (len == 2 && s[0] == '.' && s[1] == '.') {
			if (n == 0)
				return false;
			while (n > 0 && out[n - 1] != '/')
				n--;
			n -= n > 0;
		} else if (len > 0 && (len != 1 || s[0] != '.')) {
			if (n > 0)
				out[n++] = '/';
			memcpy(out + n, s, len);
			n += len;
		}
		s += len + (s[len] == '/');
	}
	out[n] = '\0';
	return n > 0;
}

/* The name that the first file gives itself, in its directory. */
static bool
is_self(const struct doc *d, const char *plain)
{
	const char *s = d->self != NULL ? strrchr(d->self, '/') : NULL;
	size_t n;

	s = s != NULL ? s + 1 : d->self;
	n = s != NULL ? strcspn(s, "#?") : 0;
	return n > 0 && strncmp(s, plain, n) == 0 && plain[n] == '\0';
}

/* Number of the file that `name` is, seen from file `from`; -1: none. */
static int
file_number(struct doc *d, unsigned from, const char *name, size_t n)
{
	const char *base = from == FIRST ? "" : d->files[from].path;
	const char *slash = base != NULL ? strrchr(base, '/') : NULL;
	char joined[PATH_MAX], plain[PATH_MAX];
	const json_t *have;
	int len, number;

	if (d->dir == NULL || base == NULL || name[0] == '/')
		return -1;
	len = snprintf(joined, sizeof joined, "%.*s/%.*s",
	    slash != NULL ? (int)(slash - base) : 0, base, (int)n, name);
	if (len < 0 || (size_t)len >= sizeof joined ||
	    !normalise(joined, plain))
		return -1;
	if (strcmp(plain, d->name) == 0 || is_self(d, plain))
		return INT_MAX;
	if ((have = json_object_get(d->by_path, plain)) != NULL)
		return (int)json_integer_value(have);
	number = add_file(d, (struct doc_file){.path = strdup(plain)});
	if (number >= 0)
		json_object_set_new(d->by_path, plain, json_integer(number));
	return number;
}

/*
 * A reference by the address that the document gives itself is one to itself
 * or to a file beside it: "#/a", "other.yaml#/a".  Others stay as they are.
 */
static const char *
by_self(const struct doc *d, const char *ref)
{
	const char *slash = d->self != NULL ? strrchr(d->self, '/') : NULL;
	size_t all = d->self != NULL ? strcspn(d->self, "#?") : 0;
	size_t dir = slash != NULL ? (size_t)(slash + 1 - d->self) : 0;

	if (all > 0 && strncmp(ref, d->self, all) == 0 &&
	    (ref[all] == '#' || ref[all] == '\0'))
		return ref[all] == '#' ? ref + all : "#";
	if (strstr(ref, "://") != NULL && dir > 0 && dir < all &&
	    slash[-1] != '/' && strncmp(ref, d->self, dir) == 0)
		return ref + dir;
	return ref;
}

/* `ref` as it stands in file `from`, written so that it holds anywhere. */
static void
canonical(struct doc *d, unsigned from, const char *ref, struct buf *out)
{
	const char *own = by_self(d, ref);
	size_t n = strcspn(own, "#");
	int number;

	if (own != ref) {
		ref = own;
		from = FIRST;
	}
	if (strncmp(ref, "doc:", 4) == 0 || (n == 0 && from == FIRST)) {
		buf_adds(out, ref);
		return;
	}
	if (n == 0) {
		buf_addf(out, "doc:%u%s", from, ref);
		return;
	}
	number = strncmp(ref, "http:", 5) != 0 && strncmp(ref, "https:", 6) != 0
	    ? file_number(d, from, ref, n) : -1;
	if (number == -1)
		buf_adds(out, ref);
	else if (number == INT_MAX)
		buf_adds(out, ref[n] == '#' ? ref + n : "#");
	else
		buf_addf(out, "doc:%d%s", number, ref[n] == '#' ? ref + n : "#");
}

void
doc_canonical(struct doc *d, const char *ref, struct buf *out)
{
	canonical(d, FIRST, ref, out);
}

/* Is it a reference to "#/WORD/..."?  Without a word any will do. */
static bool
leads_to(const char *ref, const char *word)
{
	size_t n = word != NULL ? strlen(word) : 0;

	return word == NULL ||
	    (strncmp(ref, "#/", 2) == 0 && strncmp(ref + 2, word, n) == 0 &&
		ref[n + 2] == '/');
}

static void
rewrite(struct doc *d, json_t *v, unsigned file, const char *word,
    unsigned depth)
{
	static const char *const keys[] = {"$ref", "$dynamicRef", NULL};
	const char *key;
	json_t *child;
	size_t i;

	if (depth > REWRITE_DEPTH)
		return;
	json_array_foreach(v, i, child)
		if (json_is_object(child) || json_is_array(child))
			rewrite(d, child, file, word, depth + 1);
	json_object_foreach(v, key, child)
		if (json_is_object(child) || json_is_array(child))
			rewrite(d, child, file, word, depth + 1);
	for (i = 0; json_is_object(v) && keys[i] != NULL; i++) {
		const char *ref = json_str(v, keys[i]);
		struct buf b;

		if (ref == NULL || !leads_to(ref, word))
			continue;
		buf_init(&b, 16 * PATH_MAX);
		canonical(d, file, ref, &b);
		if (buf_ok(&b) && b.p != NULL)
			json_object_set_new(v, keys[i], json_string(b.p));
		buf_fini(&b);
	}
}

void
doc_rewrite(struct doc *d, json_t *tree, unsigned number)
{
	rewrite(d, tree, number, NULL, 0);
}

void
doc_rewrite_defs(struct doc *d, json_t *tree, unsigned number,
    const char *word)
{
	rewrite(d, tree, number, word, 0);
}

/* Below the directory of the first file even when links are followed. */
static bool
inside(const struct doc *d, const char *path, char *real)
{
	char full[PATH_MAX];
	size_t n = strlen(d->dir);
	int len = snprintf(full, sizeof full, "%s/%s", d->dir, path);

	return len > 0 && (size_t)len < sizeof full &&
	    realpath(full, real) != NULL && strncmp(real, d->dir, n) == 0 &&
	    (real[n] == '/' || n == 1);
}

static void
load(struct doc *d, unsigned number)
{
	const char *path = d->files[number].path;
	char real[PATH_MAX], text[ERR_MSG_MAX + PATH_MAX];
	struct err e = {0};
	json_t *root = NULL;
	struct stat st;

	d->files[number].tried = true;
	if (!inside(d, path, real) || stat(real, &st) == -1)
		err_set(&e, ERR_NOTFOUND, "is not in the document's directory");
	else if (st.st_size > DOC_BYTES_MAX - d->bytes)
		err_set(&e, ERR_LIMIT, "all files have more than %ld bytes",
		    DOC_BYTES_MAX);
	else {
		d->bytes += (long)st.st_size;
		root = yaml_read_file(real, &json_limits_document, &e);
	}
	if (root == NULL) {
		snprintf(text, sizeof text, "%s", e.msg);
		doc_lose(d, path, text);
		return;
	}
	d->files[number].root = root;
	doc_rewrite(d, root, number);
}

static void
gather(json_t *names, json_t *v, unsigned depth)
{
	static const char *const keys[] = {"$anchor", "$dynamicAnchor", "$id",
	    NULL};
	const char *key, *name;
	json_t *child;
	size_t i;

	if (depth > REWRITE_DEPTH)
		return;
	for (i = 0; json_is_object(v) && keys[i] != NULL; i++)
		if ((name = json_str(v, keys[i])) != NULL &&
		    json_object_get(names, name) == NULL)
			json_object_set(names, name, v);
	json_array_foreach(v, i, child)
		gather(names, child, depth + 1);
	json_object_foreach(v, key, child)
		gather(names, child, depth + 1);
}

/* A schema by its "$anchor", or by its "$id" as it is written. */
static const json_t *
anchor(struct doc *d, unsigned file, const char *name)
{
	json_t **names = file == FIRST ? &d->anchors : &d->files[file].anchors;
	json_t *root = file == FIRST ? d->root : d->files[file].root;

	if (*names == NULL && (*names = json_object()) != NULL)
		gather(*names, root, 0);
	return json_object_get(*names, name[0] == '#' ? name + 1 : name);
}

const json_t *
doc_target(struct doc *d, const char *ref)
{
	const char *pointer;
	const json_t *v = NULL;
	unsigned file;
	struct buf b;

	buf_init(&b, 16 * PATH_MAX);
	canonical(d, FIRST, ref, &b);
	if (!buf_ok(&b) || b.p == NULL)
		v = NULL;
	else if (!split(d, b.p, &file, &pointer))
		v = anchor(d, FIRST, b.p);
	else {
		if (file != FIRST && !d->files[file].tried)
			load(d, file);
		v = file == FIRST ? d->root : d->files[file].root;
		if (*pointer != '/' && *pointer != '\0')
			v = v != NULL ? anchor(d, file, pointer) : NULL;
		else
			v = doc_pointer(v, pointer);
	}
	buf_fini(&b);
	return v;
}

/* Words of the language, which name nothing. */
static bool
nameless(const char *s, size_t n)
{
	static const char *const words[] = {"schema", "schemas", "items",
	    "properties", "content", "paths", "responses", "allOf", "anyOf",
	    "oneOf", "definitions", "$defs", "additionalProperties",
	    "parameters", "requestBody", "components", "get", "put", "post",
	    "delete", "patch", "index", "model", NULL};
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (strlen(words[i]) == n && strncmp(words[i], s, n) == 0)
			return true;
	for (i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return memchr(s, '~', n) != NULL;
	return true;
}

void
doc_ref_word(const struct doc *d, const char *ref, struct buf *out)
{
	const char *pointer, *s, *end, *stop;
	unsigned file;

	if (!split(d, ref, &file, &pointer)) {
		buf_adds(out, "Type");
		return;
	}
	for (end = pointer + strlen(pointer); end > pointer; end = s) {
		for (s = end; s > pointer && s[-1] != '/'; s--)
			continue;
		if (s < end && !nameless(s, (size_t)(end - s))) {
			buf_add(out, s, (size_t)(end - s));
			return;
		}
		s -= s > pointer;
	}
	s = file != FIRST ? d->files[file].path : NULL;
	end = s != NULL ? strrchr(s, '/') : NULL;
	s = end != NULL ? end + 1 : s;
	stop = s != NULL ? strrchr(s, '.') : NULL;
	if (s != NULL)
		buf_add(out, s, stop != NULL ? (size_t)(stop - s) : strlen(s));
	else
		buf_adds(out, "Type");
}
