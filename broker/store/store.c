/* SPDX-License-Identifier: Apache-2.0 */
/* store.c -- see store.h: the file, its schema, statements. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/store/store_int.h"
#include "common/host/file.h"

/* Of the schema below.  A newer cordon converts; an older one refuses. */
#define SCHEMA_VERSION 1

/* Levels and kinds of evidence by name: an enum's numbers may move. */
static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS tenant (name TEXT PRIMARY KEY,"
    " clear_at_ms INTEGER NOT NULL, level TEXT NOT NULL, held TEXT NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS level_change (id INTEGER PRIMARY KEY,"
    " at_ms INTEGER NOT NULL, tenant TEXT NOT NULL, was TEXT NOT NULL,"
    " level TEXT NOT NULL, cause TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS level_change_tenant ON level_change"
    " (tenant, id);"
    "CREATE TABLE IF NOT EXISTS evidence (tenant TEXT NOT NULL,"
    " kind TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (tenant, kind))"
    " WITHOUT ROWID;"
    "PRAGMA user_version = 1;"
    "COMMIT";

int
store_fail(struct store *s, const char *what, struct err *e)
{
	int primary = sqlite3_errcode(s->db) & 0xff;

	return err_set(e, primary == SQLITE_BUSY ? ERR_TIMEOUT : ERR_SYS,
	    "the store: %s: %s", what, sqlite3_errmsg(s->db));
}

/* One statement without values. */
static int
execute(struct store *s, const char *sql, struct err *e)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ?
	    0 :
	    store_fail(s, "write", e);
}

int
store_begin(struct store *s, struct err *e)
{
	return execute(s, "BEGIN IMMEDIATE", e);
}

int
store_commit(struct store *s, struct err *e)
{
	return execute(s, "COMMIT", e);
}

void
store_undo(struct store *s)
{
	(void)execute(s, "ROLLBACK", NULL);
}

void
store_wait(struct store *s, int wait_ms)
{
	(void)sqlite3_busy_timeout(s->db, wait_ms);
}

sqlite3_stmt *
store_for(struct store *s, const char *sql, const char *tenant, struct err *e)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) == SQLITE_OK &&
	    (tenant == NULL || sqlite3_bind_text(st, 1, tenant, -1,
	    SQLITE_TRANSIENT) == SQLITE_OK))
		return st;
	store_fail(s, "read", e);
	(void)sqlite3_finalize(st);
	return NULL;
}

int
store_run(struct store *s, sqlite3_stmt *st, struct err *e)
{
	int rc;

	do
		rc = sqlite3_step(st);
	while (rc == SQLITE_ROW);
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : store_fail(s, "write", e);
}

uint64_t
store_u64(sqlite3_stmt *st, int column)
{
	int64_t v = sqlite3_column_int64(st, column);

	return v < 0 ? 0 : (uint64_t)v;
}

enum score_level
store_level(sqlite3_stmt *st, int column)
{
	const unsigned char *name = sqlite3_column_text(st, column);
	int l = name == NULL ? -1 : score_level_named((const char *)name);

	/* Written by a newer cordon: better too careful. */
	return l < 0 ? LEVEL_CORDONED : (enum score_level)l;
}

static int64_t
ask_number(struct store *s, const char *sql)
{
	sqlite3_stmt *st = store_for(s, sql, NULL, NULL);
	int64_t n = -1;

	if (st != NULL && sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return n;
}

/* Pages of WAL that are moved into the file at once: 4 MB. */
#define WAL_PAGES_MAX 1000

static int
on_wal(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct store *s = arg;

	(void)db;
	(void)name;
	s->wal_pages = pages;
	return SQLITE_OK;
}

void
store_move_later(struct store *s)
{
	(void)sqlite3_wal_hook(s->db, on_wal, s);
}

void
store_move(struct store *s)
{
	if (s->wal_pages < WAL_PAGES_MAX)
		return;
	s->wal_pages = 0;
	(void)sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE,
	    NULL, NULL);
}

/* A reader writes nothing, and what it closes last is another's to move. */
static int
prepare_reader(struct store *s, const char *path, struct err *e)
{
	int64_t version = ask_number(s, "PRAGMA user_version");

	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
	    NULL);
	if (version < 0)
		return store_fail(s, "read", e);
	if (version == 0)
		return err_set(e, ERR_NOTFOUND, "%s is empty", path);
	return version == SCHEMA_VERSION ? 0 :
	    err_set(e, ERR_INPUT, "%s was written by a newer cordon", path);
}

static int
prepare(struct store *s, const char *path, struct err *e)
{
	int64_t version;

	/* Readers and a writer at once; a crash of the host may lose the last
	 * moments, not the file. */
	if (execute(s, "PRAGMA journal_mode = WAL", e) == -1 ||
	    execute(s, "PRAGMA synchronous = NORMAL", e) == -1)
		return -1;
	version = ask_number(s, "PRAGMA user_version");
	if (version < 0)
		return store_fail(s, "read", e);
	if (version > SCHEMA_VERSION)
		return err_set(e, ERR_INPUT, "%s was written by a newer "
		    "cordon", path);
	if (version < SCHEMA_VERSION && execute(s, schema, e) == -1)
		return -1;
	return 0;
}

/* What root makes in a service's directory is the service's: it could not open
 * it otherwise, and would know nobody's level. */
static int
give_file(int fd, const char *dir)
{
	struct stat st;

	if (geteuid() != 0)
		return 0;
	return stat(dir, &st) == -1 ? -1 : fchown(fd, st.st_uid, st.st_gid);
}

/* SQLite gives the files beside it the same mode and owner; a umask would be
 * all threads'.  Only what is made here is given away: another's file may have
 * been linked there.
 *
 * It has its name only when it is closed.  Closing a file takes away all locks
 * that the process has on it, also those of SQLite's other connections: then
 * the last of another process to close would think itself alone, and delete
 * the log that we go on reading and writing.  So it is never opened here. */
static int
make_file(const char *path, const char *dir, struct err *e)
{
	char made[PATH_MAX];
	int n = snprintf(made, sizeof made, "%s.XXXXXX", path), fd, r = 0;

	if (access(path, F_OK) == 0)
		return 0;
	if (n < 0 || (size_t)n >= sizeof made)
		return err_set(e, ERR_LIMIT, "%s: path too long", dir);
	if ((fd = mkostemp(made, O_CLOEXEC)) == -1)
		return err_sys(e, "%s", path);
	if (give_file(fd, dir) == -1)
		r = err_sys(e, "give %s to the owner of %s", path, dir);
	(void)close(fd);
	if (r == 0 && link(made, path) == -1 && errno != EEXIST)
		r = err_sys(e, "%s", path);
	(void)unlink(made);
	return r;
}

static int
open_file(struct store *s, const char *path, int wait_ms, struct err *e)
{
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL) != SQLITE_OK)
		return err_set(e, ERR_SYS, "%s: %s", path, s->db == NULL ?
		    "out of memory" : sqlite3_errmsg(s->db));
	store_wait(s, wait_ms);
	(void)sqlite3_extended_result_codes(s->db, 1);
	return 0;
}

static struct store *
open_at(const char *path, int wait_ms,
    int (*make_ready)(struct store *, const char *, struct err *),
    struct err *e)
{
	struct store *s = calloc(1, sizeof *s);

	if (s == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	if (open_file(s, path, wait_ms, e) == 0 &&
	    make_ready(s, path, e) == 0)
		return s;
	store_close(s);
	return NULL;
}

static int
path_in(const char *dir, char ret[PATH_MAX], struct err *e)
{
	int n = snprintf(ret, PATH_MAX, "%s/cordon.db", dir);

	return n > 0 && n < PATH_MAX ? 0 :
	    err_set(e, ERR_LIMIT, "%s: path too long", dir);
}

static int
must_exist(const char *path, struct err *e)
{
	if (access(path, F_OK) == 0)
		return 0;
	/* What cannot be looked at may hold a tenant's level. */
	return errno == ENOENT ?
	    err_set(e, ERR_NOTFOUND, "%s is not there", path) :
	    err_sys(e, "open %s", path);
}

struct store *
store_open(const char *dir, bool create, int wait_ms, struct err *e)
{
	char path[PATH_MAX];

	if (path_in(dir, path, e) == -1 ||
	    (!create && must_exist(path, e) == -1) ||
	    file_mkdirs(dir, 0700, e) == -1 || make_file(path, dir, e) == -1)
		return NULL;
	return open_at(path, wait_ms, prepare, e);
}

struct store *
store_open_reader(const char *dir, int wait_ms, struct err *e)
{
	char path[PATH_MAX];

	if (path_in(dir, path, e) == -1 || must_exist(path, e) == -1)
		return NULL;
	return open_at(path, wait_ms, prepare_reader, e);
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	(void)sqlite3_close_v2(s->db);
	free(s);
}

bool
store_changed(struct store *s)
{
	int64_t now = ask_number(s, "PRAGMA data_version");
	bool changed = now != s->version;

	s->version = now;
	return changed;
}
