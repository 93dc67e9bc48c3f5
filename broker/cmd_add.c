/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_add.c -- `cordon add openapi` and `capnweb`: writes a connector's file.
 * For `cordon add mcp` see cmd_add_mcp.c. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/cmd.h"
#include "broker/conf_read.h"
#include "broker/index.h"
#include "broker/local_net.h"
#include "broker/options.h"
#include "common/host/file.h"

/* Comments and all; a path is the longest thing in it. */
#define FILE_MAX (4 * PATH_MAX)

/* Options that stand under "auth:" by another name. */
static const struct {
	const char *option, *key;
} more_keys[] = { { "--auth-value", "value" }, { "--token-url", "token_url" },
	{ "--client-id", "client_id" }, { "--scope", "scope" },
	{ "--key-id", "key_id" }, { "--region", "region" },
	{ "--service", "service" }, { "--cert", "cert" },
	{ "--origin", "origin" } };
#define ADD_CERT 7
#define ADD_MORE (sizeof more_keys / sizeof more_keys[0])

struct add {
	const char *kind, *name, *document;
	const char *functions; /* of capnweb, where openapi has the document */
	const char *url, *ca, *auth, *auth_in, *auth_name, *secret, *source;
	const char *more[ADD_MORE]; /* what other kinds of auth want */
	bool force;
	/* Found out: */
	char path[PATH_MAX]; /* of the connector's file */
	char real_document[PATH_MAX], real_secret[PATH_MAX];
	char real_ca[PATH_MAX], real_cert[PATH_MAX];
	struct buf before; /* what --force replaces */
	bool had_before;
};

static int
need(bool ok, struct err *e, const char *what)
{
	return ok ? 0 : err_set(e, ERR_INPUT, "%s", what);
}

/* `openapi NAME FILE` or `capnweb NAME URL --functions FILE`. */
static int
check_operands(int n, char **argv, struct add *a, struct err *e)
{
	bool capnweb = n > 0 && strcmp(argv[0], "capnweb") == 0;

	if (n < 1 || (!capnweb && strcmp(argv[0], "openapi") != 0))
		return err_set(e, ERR_INPUT,
		    "add what? `cordon add openapi NAME FILE`, "
		    "`cordon add mcp NAME -- COMMAND`, or "
		    "`cordon add capnweb NAME URL --functions FILE`");
	if (n != 3)
		return err_set(e, ERR_INPUT,
		    n > 3 ? "too many arguments: \"%.80s\"" :
		    capnweb ? "NAME and URL are wanted" :
			      "NAME and FILE are wanted",
		    argv[n < 3 ? 0 : 3]);
	a->kind = argv[0];
	a->name = argv[1];
	a->document = capnweb ? a->functions : argv[2];
	if (need(!capnweb || a->functions != NULL, e, "--functions FILE is "
		"wanted: the endpoint does not tell what it offers") == -1 ||
	    need(!capnweb || a->url == NULL, e,
		"the URL is named already, without --url") == -1 ||
	    need(capnweb || a->functions == NULL, e,
		"--functions belongs to capnweb") == -1)
		return -1;
	if (capnweb)
		a->url = argv[2];
	return 0;
}

static int
check_usage(int n, char **argv, struct add *a, struct err *e)
{
	bool key = a->auth != NULL && strcmp(a->auth, "apiKey") == 0;
	bool name = key ||
	    (a->auth != NULL && strcmp(a->auth, "header") == 0);
	bool secret = a->secret != NULL || a->source != NULL;

	if (check_operands(n, argv, a, e) == -1)
		return -1;
	if (need(a->auth != NULL || !secret, e,
		"a secret wants --auth bearer, apiKey, basic, header, oauth2, "
		"aws or mtls") == -1 ||
	    need(a->auth == NULL || secret, e,
		"--auth wants --secret-file F, or --secret cred:NAME, "
		"env:NAME or 'exec:/PROGRAM ARG ...'") == -1 ||
	    need(a->secret == NULL || a->source == NULL, e,
		"--secret-file and --secret are two ways to say one thing") == -1 ||
	    need((key || a->auth_in == NULL) && (name || a->auth_name == NULL),
		e, "--auth-in and --auth-name belong to --auth apiKey, and "
		"the latter to header") == -1 ||
	    need(!key || a->auth_name != NULL, e,
		"--auth apiKey wants --auth-name, the header's, parameter's "
		"or cookie's") == -1)
		return -1;
	return conf_name_ok(a->name, e);
}

static int
find_document(struct add *a, struct err *e)
{
	struct stat st;

	if (realpath(a->document, a->real_document) == NULL ||
	    stat(a->real_document, &st) == -1)
		return err_sys(e, "%s", a->document);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_INPUT, "%s is not a file", a->document);
	return 0;
}

static int
real(const char **path, char *to, struct err *e)
{
	if (*path == NULL)
		return 0;
	if (realpath(*path, to) == NULL)
		return err_sys(e, "%s", *path);
	*path = to;
	return 0;
}

static int
find_secret(struct add *a, struct err *e)
{
	struct stat st;

	if (a->source != NULL && strncmp(a->source, "cred:", 5) != 0 &&
	    strncmp(a->source, "env:", 4) != 0 &&
	    strncmp(a->source, "exec:/", 6) != 0)
		/* It may be the secret itself: not repeated. */
		return err_set(e, ERR_INPUT, "--secret wants cred:NAME, "
		    "env:NAME or 'exec:/PROGRAM ARG ...'; a file is named by "
		    "--secret-file");
	/* The file is read from another directory. */
	if (real(&a->ca, a->real_ca, e) == -1 ||
	    real(&a->more[ADD_CERT], a->real_cert, e) == -1)
		return -1;
	if (a->secret == NULL)
		return 0;
	if (realpath(a->secret, a->real_secret) == NULL ||
	    stat(a->real_secret, &st) == -1)
		return err_sys(e, "%s", a->secret);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_INPUT, "%s is not a file", a->secret);
	if ((st.st_mode & 077) != 0)
		return err_set(e, ERR_DENIED,
		    "%s may be read by others: chmod 600 it", a->secret);
	if (st.st_size == 0)
		return err_set(e, ERR_INPUT, "%s is empty", a->secret);
	return 0;
}

/* Plain where YAML lets it be, else quoted as JSON is, which YAML reads. */
static void
add_scalar(struct buf *b, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/._-:";

	if (strspn(s, plain) == strlen(s) && strstr(s, ": ") == NULL &&
	    s[0] != '-' && s[0] != ':' && s[strlen(s) - 1] != ':' &&
	    strspn(s, "0123456789.") != strlen(s))
		buf_adds(b, s);
	else
		buf_add_json(b, s, strlen(s));
}

static void
add_line(struct buf *b, const char *key, const char *value)
{
	if (value == NULL)
		return;
	buf_addf(b, "%s: ", key);
	add_scalar(b, value);
	buf_addc(b, '\n');
}

static void
add_network(struct buf *b, const char *url)
{
	struct buf nets;

	buf_init(&nets, 1024);
	if (url != NULL && local_net_of_url(url, &nets)) {
		buf_adds(b,
		    "# Not a public address: allowed for this "
		    "connector only.\n");
		buf_addf(b, "network: [%s]\n", nets.p);
	}
	buf_fini(&nets);
}

static void
write_file(const struct add *a, struct buf *b)
{
	struct buf secret;
	size_t i;

	buf_addf(b,
	    "# Connector \"%s\", written by `cordon add`; cordon.conf(5) "
	    "explains it.\n",
	    a->name);
	add_line(b, "kind", a->kind);
	if (a->functions != NULL)
		buf_adds(b, "# The list of its functions.\n");
	add_line(b, "document", a->real_document);
	if (a->url != NULL && a->functions == NULL)
		buf_adds(b,
		    "# In place of the servers that the document "
		    "names.\n");
	add_line(b, "url", a->url);
	add_network(b, a->url);
	add_line(b, "ca", a->ca);
	if (a->auth == NULL)
		return;
	buf_adds(b, a->source == NULL
		? "# The file is read by cordon-egress only; 0600.\nauth:\n"
		: "auth:\n");
	add_line(b, "  kind", a->auth);
	if (a->auth_in != NULL || strcmp(a->auth, "apiKey") == 0)
		add_line(b, "  in", a->auth_in != NULL ? a->auth_in : "header");
	add_line(b, "  name", a->auth_name);
	for (i = 0; i < ADD_MORE; i++)
		if (a->more[i] != NULL) {
			buf_adds(b, "  ");
			add_line(b, more_keys[i].key, a->more[i]);
		}
	if (a->source != NULL) {
		add_line(b, "  secret", a->source);
		return;
	}
	buf_init(&secret, PATH_MAX + 8);
	buf_addf(&secret, "file:%s", a->real_secret);
	add_line(b, "  secret", secret.p);
	buf_fini(&secret);
}

static int
place(const char *dir, struct add *a, struct err *e)
{
	int n = snprintf(a->path, sizeof a->path, "%s/connectors.d", dir);

	if (n < 0 || (size_t)n >= sizeof a->path ||
	    file_mkdirs(a->path, 0755, e) == -1)
		return n < 0 || (size_t)n >= sizeof a->path
		    ? err_set(e, ERR_LIMIT, "%s: path too long", dir)
		    : -1;
	n = snprintf(a->path, sizeof a->path, "%s/connectors.d/%s.yaml", dir,
	    a->name);
	if (n < 0 || (size_t)n >= sizeof a->path)
		return err_set(e, ERR_LIMIT, "%s: path too long", dir);
	a->had_before = file_exists(a->path);
	if (!a->had_before)
		return 0;
	if (!a->force)
		return err_set(e, ERR_DENIED,
		    "%.400s is there already; --force replaces it", a->path);
	return file_read(a->path, &a->before, e);
}

static void
undo(const struct add *a)
{
	struct err ignored;

	if (a->had_before)
		(void)file_write(a->path, a->before.p, a->before.len, 0644,
		    &ignored);
	else
		(void)unlink(a->path);
}

static void
tell_network(const struct conf_connector *c)
{
	size_t i;

	if (c->network == NULL || c->network[0] == NULL)
		return;
	printf("its address is not public: allowed for this connector, as "
	       "its file says (network: [");
	for (i = 0; c->network[i] != NULL; i++)
		printf("%s%s", i > 0 ? ", " : "", c->network[i]);
	printf("])\n");
}

/* Programs would find operations that cannot be called. */
static void
tell_no_server(const struct conf_connector *c)
{
	struct catalog *cat;
	struct catalog_op op;
	struct err ignored;

	if (c->url != NULL || (cat = catalog_open(c->catalog, &ignored)) == NULL)
		return;
	if (catalog_ops(cat) > 0) {
		catalog_op(cat, 0, &op);
		if (op.server[0] == '\0')
			(void)fprintf(stderr,
			    "the document names no server, so nothing can be "
			    "called yet: add it again with --force --url BASE\n");
	}
	catalog_close(cat);
}

static int
compile(const char *dir, const struct add *a, struct err *e)
{
	struct conf_connector c;
	struct catalog_report r;
	int status;

	if (conf_read_connector(dir, a->path, &c, e) == -1)
		return -1;
	status = index_build(&c, &r, e);
	if (status == 0) {
		printf("%s: %u operations", a->name, r.ops);
		if (r.ops_lost > 0)
			printf(", %u lost", r.ops_lost);
		printf("\nwritten: %s\n", a->path);
		tell_network(&c);
		if (r.losses.len > 0)
			(void)fwrite(r.losses.p, 1, r.losses.len, stderr);
		tell_no_server(&c);
		buf_fini(&r.losses);
	}
	conf_read_free(&c);
	return status;
}

static int
add(const char *config, struct add *a, struct err *e)
{
	char *dir = conf_dir(config, e);
	struct buf b;
	int r = -1;

	if (dir == NULL)
		return -1;
	buf_init(&b, FILE_MAX);
	buf_init(&a->before, FILE_MAX);
	if (find_document(a, e) == 0 && find_secret(a, e) == 0 &&
	    place(dir, a, e) == 0) {
		write_file(a, &b);
		if (!buf_ok(&b))
			err_set(e, ERR_LIMIT, "the paths are too long");
		else if (file_write(a->path, b.p, b.len, 0644, e) == 0 &&
		    (r = compile(dir, a, e)) == -1)
			undo(a);
	}
	buf_fini(&a->before);
	buf_fini(&b);
	free(dir);
	return r;
}

int
cmd_add(const char *config, int argc, char **argv)
{
	struct add a = { 0 };
	struct option_row rows[ADD_MORE + 11] = { { "--url", &a.url, NULL },
		{ "--ca", &a.ca, NULL }, { "--auth", &a.auth, NULL },
		{ "--auth-in", &a.auth_in, NULL },
		{ "--auth-name", &a.auth_name, NULL },
		{ "--secret-file", &a.secret, NULL },
		{ "--secret", &a.source, NULL },
		{ "--functions", &a.functions, NULL },
		{ "--force", NULL, &a.force } };
	const size_t fixed = 9;
	size_t i;
	struct err e;
	int n;

	if (argc > 1 && strcmp(argv[1], "mcp") == 0)
		return cmd_add_mcp(config, argc, argv);
	for (i = 0; i < ADD_MORE; i++)
		rows[fixed + i] = (struct option_row){ more_keys[i].option,
			&a.more[i], NULL };
	n = options_read(argc, argv, rows, &e);
	if (n == -1 || check_usage(n, argv, &a, &e) == -1)
		return cmd_misuse("add", &e);
	return add(config, &a, &e) == 0 ? CMD_OK : cmd_refuse(&e);
}
