/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_check.c -- `cordon check`: is the configuration right. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "broker/auth.h"
#include "broker/cmd.h"
#include "broker/index.h"
#include "broker/options.h"
#include "broker/skills.h"

struct finding {
	const struct conf_connector *c;
	uint32_t ops, lost;
	bool ok;
	char text[ERR_MSG_MAX];
};

/* Only its owner may read a secret; it is not opened here. */
static int
check_file(const char *source, struct err *e)
{
	const char *path;
	struct stat st;

	path = source + strlen("file:");
	if (stat(path, &st) == -1)
		return err_sys(e, "secret %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_INPUT, "secret %s is not a file", path);
	if ((st.st_mode & 077) != 0)
		return err_set(e, ERR_DENIED,
		    "secret %s may be read by others: chmod 600 it", path);
	if (st.st_size == 0)
		return err_set(e, ERR_INPUT, "secret %s is empty", path);
	return 0;
}

static int
check_secret(const struct conf_connector *c, struct err *e)
{
	const struct conf_mcp *m = c->mcp;
	size_t i, n = m == NULL ? 0 : m->n_env + m->n_headers;

	if (c->auth.secret != NULL &&
	    strncmp(c->auth.secret, "file:", 5) == 0 &&
	    check_file(c->auth.secret, e) == -1)
		return -1;
	if (c->auth.exec != NULL && conf_auth_program(c->auth.exec[0], e) == -1)
		return err_prefix(e, "secret exec:%.100s", c->auth.exec[0]);
	for (i = 0; i < n; i++) {
		const struct conf_pair *p = i < m->n_env ? &m->env[i] :
		    &m->headers[i - m->n_env];

		if (strncmp(p->value, "file:", 5) == 0 &&
		    check_file(p->value, e) == -1)
			return err_prefix(e, "%s", p->name);
	}
	return 0;
}

/* What of a rule some operation meets: each key alone, and all together. */
#define FITS_CONNECTOR 1U
#define FITS_OPERATION 2U
#define FITS_METHOD 4U
#define FITS_PATH 8U
#define FITS_KEYS 15U
#define FITS 16U

static unsigned
fitting(const struct rule *r, const char *connector, const struct catalog_op *op)
{
	unsigned fits = 0;

	if (rules_match(r->connector, connector))
		fits |= FITS_CONNECTOR;
	if (rules_match(r->operation, op->name))
		fits |= FITS_OPERATION;
	if (rules_match(r->method, op->method))
		fits |= FITS_METHOD;
	if (rules_match(r->path, op->path != NULL ? op->path : ""))
		fits |= FITS_PATH;
	return fits == FITS_KEYS ? FITS_KEYS | FITS : fits;
}

/* Marks the rules that an operation of this catalog can meet. */
static void
mark_rules(const struct conf_rules *rules, const struct catalog *cat,
    unsigned *fits)
{
	struct catalog_op op;
	uint32_t i;
	size_t r;

	for (i = 0; i < catalog_ops(cat); i++) {
		catalog_op(cat, i, &op);
		for (r = 0; r < rules->n; r++)
			if ((fits[r] & FITS) == 0)
				fits[r] |= fitting(&rules->list[r],
				    catalog_name(cat), &op);
	}
}

static int
check_catalog(const struct conf_connector *c, const struct conf_rules *rules,
    unsigned *fits, struct finding *f, struct err *e)
{
	struct catalog_report r;
	struct catalog *cat;

	if (index_damaged(c)) {
		if (index_build(c, &r, e) == -1)
			return -1;
		f->lost = r.ops_lost;
		buf_fini(&r.losses);
	}
	cat = catalog_open(c->catalog, e);
	if (cat == NULL)
		return -1;
	f->ops = catalog_ops(cat);
	mark_rules(rules, cat, fits);
	catalog_close(cat);
	if (f->ops == 0)
		return err_set(e, ERR_INPUT, "%s: no operation in it",
		    c->document);
	return 0;
}

static void
check_one(const struct conf_connector *c, const struct conf_rules *rules,
    unsigned *fits, struct finding *f)
{
	struct err e;

	*f = (struct finding){ .c = c };
	f->ok = check_secret(c, &e) == 0 &&
	    check_catalog(c, rules, fits, f, &e) == 0;
	if (!f->ok)
		(void)snprintf(f->text, sizeof f->text, "%s", e.msg);
}

static void
print_json(struct buf *b, const struct finding *f, bool first)
{
	buf_addf(b, "%s{\"connector\":", first ? "" : ",");
	buf_add_json(b, f->c->name, strlen(f->c->name));
	buf_addf(b,
	    ",\"ok\":%s,\"operations\":%u,\"error\":", f->ok ? "true" : "false",
	    f->ops);
	if (f->ok)
		buf_adds(b, "null}");
	else {
		buf_add_json(b, f->text, strlen(f->text));
		buf_addc(b, '}');
	}
}

static void
print_text(struct buf *b, const struct finding *f)
{
	if (!f->ok) {
		buf_addf(b, "%s: WRONG: %s\n", f->c->name, f->text);
		return;
	}
	buf_addf(b, "%s: ok, %u operations", f->c->name, f->ops);
	if (f->lost > 0)
		buf_addf(b, ", %u lost (cordon index --force says why)",
		    f->lost);
	buf_addc(b, '\n');
}

/* Which of its keys is to blame. */
static void
add_reason(struct buf *b, const struct rule *r, unsigned fits)
{
	if ((fits & FITS_CONNECTOR) == 0)
		buf_addf(b, "no connector is %s", r->connector);
	else if ((fits & FITS_METHOD) == 0)
		buf_addf(b, "none has the method %s (case matters)", r->method);
	else if ((fits & FITS_PATH) == 0)
		buf_addf(b, "none has the path %s", r->path);
	else if ((fits & FITS_OPERATION) == 0)
		buf_addf(b, "none is %s; operation: is without the connector's "
		    "name, case matters", r->operation);
	else
		buf_adds(b, "each of its keys fits some, but no one all");
}

/* A rule that fits nothing may wait for a connector; or forbid in vain. */
static void
print_rules(struct buf *b, const struct conf_rules *rules,
    const unsigned *fits, bool json)
{
	const char *sep = "";
	size_t i;

	for (i = 0; i < rules->n; i++) {
		if ((fits[i] & FITS) != 0)
			continue;
		if (json)
			buf_addf(b, "%s%zu", sep, i + 1);
		else {
			buf_addf(b, "rules: number %zu fits no operation: ",
			    i + 1);
			add_reason(b, &rules->list[i], fits[i]);
			buf_addc(b, '\n');
		}
		sep = ",";
	}
}

struct skill_faults {
	struct buf *b;
	bool json;
	size_t n;
};

static void
on_skill_left_out(void *arg, const char *path, const char *why)
{
	struct skill_faults *f = arg;

	if (!f->json)
		buf_addf(f->b, "%s: WRONG: %s\n", path, why);
	else {
		buf_addf(f->b, "%s{\"file\":", f->n > 0 ? "," : "");
		buf_add_json(f->b, path, strlen(path));
		buf_adds(f->b, ",\"error\":");
		buf_add_json(f->b, why, strlen(why));
		buf_addc(f->b, '}');
	}
	f->n++;
}

static int
check_skills(const struct conf *conf, bool json, struct buf *b)
{
	struct skill_faults f = { b, json, 0 };
	struct skills s;

	if (json)
		buf_adds(b, ",\"skills_left_out\":[");
	if (skills_read_telling(conf->dir, on_skill_left_out, &f, &s) == -1)
		return CMD_FAILED;
	if (json)
		buf_addf(b, "],\"skills\":%zu", s.n);
	else if (s.n > 0)
		buf_addf(b, "skills: ok, %zu\n", s.n);
	skills_fini(&s);
	return f.n == 0 ? CMD_OK : CMD_FAILED;
}

/* Of a running `cordon serve` a mistake here is only logged. */
static int
check_tokens(const struct conf *conf, bool json, struct buf *b)
{
	struct err e = { .msg = "" };
	struct auth *a = auth_read(conf->dir, &e);

	if (json) {
		buf_addf(b, ",\"tokens\":%zu,\"tokens_error\":",
		    a != NULL ? auth_count(a) : 0);
		if (a != NULL)
			buf_adds(b, "null");
		else
			buf_add_json(b, e.msg, strlen(e.msg));
	} else if (a == NULL)
		buf_addf(b, "tokens: WRONG: %s\n", e.msg);
	else if (auth_count(a) > 0)
		buf_addf(b, "tokens: ok, %zu\n", auth_count(a));
	auth_free(a);
	return a != NULL ? CMD_OK : CMD_FAILED;
}

static int
check_all(const struct conf *conf, bool json, unsigned *fits, struct buf *b)
{
	struct finding f;
	int status = CMD_OK;
	size_t i;

	if (json)
		buf_adds(b, "{\"connectors\":[");
	for (i = 0; i < conf->n; i++) {
		check_one(&conf->connectors[i], &conf->rules, fits, &f);
		if (!f.ok)
			status = CMD_FAILED;
		if (json)
			print_json(b, &f, i == 0);
		else
			print_text(b, &f);
	}
	if (json)
		buf_adds(b, "],\"rules_that_fit_nothing\":[");
	else if (conf->n == 0)
		buf_addf(b, "%s: no connector yet\n", conf->dir);
	/* What a connector that is wrong offers is not known. */
	if (status == CMD_OK)
		print_rules(b, &conf->rules, fits, json);
	if (json)
		buf_addc(b, ']');
	if (check_skills(conf, json, b) != CMD_OK)
		status = CMD_FAILED;
	if (check_tokens(conf, json, b) != CMD_OK)
		status = CMD_FAILED;
	if (json)
		buf_addf(b, ",\"ok\":%s}\n",
		    status == CMD_OK ? "true" : "false");
	return status;
}

int
cmd_check(const char *config, int argc, char **argv)
{
	bool json = false;
	const struct option_row rows[] = { { "--json", NULL, &json },
		{ NULL, NULL, NULL } };
	struct conf *conf;
	struct err e;
	struct buf b;
	unsigned *fits;
	int status, n = options_read(argc, argv, rows, &e);

	if (n > 0)
		n = err_set(&e, ERR_INPUT, "check takes no \"%.80s\"", argv[0]);
	if (n == -1)
		return cmd_misuse("check", &e);
	conf = conf_read(config, &e);
	if (conf == NULL) {
		(void)cmd_refuse(&e);
		return CMD_FAILED;
	}
	if ((fits = calloc(conf->rules.n + 1, sizeof *fits)) == NULL) {
		err_set(&e, ERR_NOMEM, "out of memory");
		conf_free(conf);
		return cmd_refuse(&e);
	}
	buf_init(&b, 1024 * 1024);
	status = check_all(conf, json, fits, &b);
	free(fits);
	if (b.p != NULL)
		(void)fputs(b.p, stdout);
	buf_fini(&b);
	conf_free(conf);
	return status;
}
