/* SPDX-License-Identifier: Apache-2.0 */
/* follow.c -- see follow.h. */
#include "broker/follow.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "broker/broker.h"
#include "broker/follow_tools.h"
#include "broker/index.h"
#include "broker/spawn.h"
#include "common/host/log.h"

/* Editors and `cordon add` write several files; all are awaited. */
#define SETTLE_S 0.3
/* A rename, a close, a removal; not every write on the way. */
#define EVENTS \
	(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | \
	    IN_CREATE | IN_ONLYDIR)
#define READ_BYTES 4096

struct follow {
	struct ev_loop *loop;
	struct broker *broker;
	struct follow_told told;
	struct follow_tools *tools;
	int inotify; /* -1: there is none, SIGHUP remains */
	ev_io events;
	ev_signal hangup;
	ev_timer settle;
	struct spawned child; /* while it indexes */
	struct spawn_watch death;
	bool again; /* something changed while it did */
};

/* The new reading -------------------------------------------------------- */

static void
take(struct follow *f, struct conf *conf)
{
	unsigned changes;

	if (broker_adopt(f->broker, conf, &changes) == -1)
		log_error("reload: out of memory");
	else {
		if (changes != 0)
			log_info("the configuration was read anew: other "
				 "operations or skills");
		f->told.changed(f->told.arg, changes);
	}
}

static bool
any_stale(const struct conf *conf)
{
	size_t i;

	for (i = 0; i < conf->n; i++)
		if (index_stale(&conf->connectors[i]))
			return true;
	return false;
}

static struct conf *
read_anew(struct follow *f)
{
	struct err e;
	struct conf *conf = conf_read(broker_conf(f->broker)->dir, &e);

	if (conf == NULL)
		log_error("reload: %s; what was read before stays", e.msg);
	return conf;
}

static void settle(struct follow *f);

static void
on_indexed(void *arg, const char *how)
{
	struct follow *f = arg;
	struct conf *conf;

	(void)close(f->child.pidfd);
	(void)close(f->child.fd);
	f->child.pid = 0;
	if (strcmp(how, "exit status 0") != 0)
		log_warn("reload: cordon index: %s", how);
	if (f->again) {
		settle(f);
		return;
	}
	if ((conf = read_anew(f)) != NULL)
		take(f, conf);
}

/* In a process of its own: a large document takes seconds and hundreds of
 * megabytes, and may be hostile. */
static int
start_index(struct follow *f, const char *dir, struct err *e)
{
	char path[PATH_MAX];
	const char *argv[] = { path, "--config", dir, "index", NULL };

	if (conf_program("cordon", path, sizeof path, e) == -1 ||
	    spawn_program(argv, NULL, &f->child, e) == -1)
		return -1;
	f->again = false;
	f->death.died = on_indexed;
	f->death.arg = f;
	spawn_watch_start(&f->death, f->loop, &f->child);
	return 0;
}

static void
tell_tokens(struct follow *f)
{
	if (f->told.tokens != NULL)
		f->told.tokens(f->told.arg);
}

static void
on_settled(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct follow *f = w->data;
	struct conf *conf;
	struct err e;
	bool stale;

	(void)revents;
	ev_timer_stop(loop, w);
	tell_tokens(f);
	if (f->child.pid != 0) {
		f->again = true;
		return;
	}
	if ((conf = read_anew(f)) == NULL)
		return;
	/* Nobody waits for a document that takes long, or a server that does
	 * not answer: what is there is taken, and the rest when it is. */
	stale = any_stale(conf);
	take(f, conf);
	if (stale && start_index(f, broker_conf(f->broker)->dir, &e) == -1)
		log_error("reload: %s", e.msg);
}

/* Some time after the last of the changes. */
static void
settle(struct follow *f)
{
	f->settle.repeat = SETTLE_S;
	ev_timer_again(f->loop, &f->settle);
}

/* What tells of changes -------------------------------------------------- */

static void
on_hangup(struct ev_loop *loop, ev_signal *w, int revents)
{
	(void)loop;
	(void)revents;
	log_info("SIGHUP: the configuration is read anew");
	settle(w->data);
}

static bool
is_tokens(const char *name)
{
	return strcmp(name, "tokens") == 0;
}

/* A file that means nothing here is written often: a lock, a backup. */
static bool
matters(const char *name)
{
	static const char *const ends[] = { ".yaml", ".cat", ".json", ".md" };
	size_t i, n = strlen(name);

	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t k = strlen(ends[i]);

		if (name[0] != '.' && n > k &&
		    strcmp(name + n - k, ends[i]) == 0)
			return true;
	}
	return is_tokens(name) || strcmp(name, "connectors.d") == 0 ||
	    strcmp(name, "catalog") == 0 || strcmp(name, "skills") == 0;
}

static void
watch(struct follow *f)
{
	static const char *const dirs[] = { "", "/connectors.d", "/catalog",
		"/skills" };
	const char *dir = broker_conf(f->broker)->dir;
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
		int n = snprintf(path, sizeof path, "%s%s", dir, dirs[i]);

		/* One that is not there yet is watched when it appears. */
		if (n > 0 && (size_t)n < sizeof path)
			(void)inotify_add_watch(f->inotify, path, EVENTS);
	}
}

static void
on_events(struct ev_loop *loop, ev_io *w, int revents)
{
	struct follow *f = w->data;
	union {
		struct inotify_event one;
		char bytes[READ_BYTES];
	} u;
	ssize_t n, at;
	bool any = false, tokens = false;

	(void)loop;
	(void)revents;
	while ((n = read(f->inotify, u.bytes, sizeof u.bytes)) > 0)
		for (at = 0; at < n;) {
			const struct inotify_event *e =
			    (const void *)(u.bytes + at);

			any = any || e->len == 0 || matters(e->name);
			/* Not one that was just made and is empty still. */
			tokens = tokens ||
			    ((e->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0 &&
				e->len > 0 && is_tokens(e->name));
			at += (ssize_t)(sizeof *e + e->len);
		}
	if (tokens)
		tell_tokens(f);
	if (!any)
		return;
	watch(f);
	settle(f);
}

static void
start_inotify(struct follow *f)
{
	f->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (f->inotify == -1) {
		log_warn("the configuration's files are not watched "
			 "(inotify_init1); SIGHUP reads them anew");
		return;
	}
	watch(f);
	ev_io_init(&f->events, on_events, f->inotify, EV_READ);
	f->events.data = f;
	ev_io_start(f->loop, &f->events);
}

static void
on_tools(void *arg)
{
	settle(arg);
}

struct follow *
follow_new(struct ev_loop *loop, struct broker *b,
    const struct follow_told *told, struct err *e)
{
	struct follow *f = calloc(1, sizeof *f);

	if (f != NULL)
		f->tools = follow_tools_new(loop, b, on_tools, f);
	if (f == NULL || f->tools == NULL) {
		free(f);
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	f->loop = loop;
	f->broker = b;
	f->told = *told;
	ev_init(&f->settle, on_settled);
	ev_signal_init(&f->hangup, on_hangup, SIGHUP);
	f->settle.data = f->hangup.data = f;
	ev_signal_start(loop, &f->hangup);
	start_inotify(f);
	return f;
}

void
follow_free(struct follow *f)
{
	if (f == NULL)
		return;
	ev_timer_stop(f->loop, &f->settle);
	ev_signal_stop(f->loop, &f->hangup);
	if (f->inotify != -1) {
		ev_io_stop(f->loop, &f->events);
		(void)close(f->inotify);
	}
	if (f->child.pid != 0) {
		spawn_watch_stop(&f->death);
		spawn_kill(f->child.pidfd);
		spawn_reap(f->child.pidfd);
		(void)close(f->child.pidfd);
		(void)close(f->child.fd);
	}
	follow_tools_free(f->tools);
	free(f);
}
