/* SPDX-License-Identifier: Apache-2.0 */
/* writer.c -- see writer.h. */
#include "broker/store/writer.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/host/clock.h"

/* SQLite's deepest calls take 40 kB. */
#define STACK_BYTES (256UL * 1024)
/* After a failure that waiting alone does not end: a full disk, say. */
#define AGAIN_FIRST_MS 200
#define AGAIN_MOST_MS 30000

struct store_writer {
	pthread_t thread;
	bool started;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t changed;
	enum writer_state state;
	bool end; /* the thread is to */
	bool ended; /* it has */
	bool left; /* nobody waits for it: it frees this */
	struct store_batch *batch;
	struct err trouble; /* ERR_NONE: none */
	uint32_t tries; /* of this batch, that failed */
	void (*written)(void *arg);
	void *arg;
	/* The thread's own. */
	struct store *store;
	uint32_t again_ms;
	char dir[];
};

/* The thread ------------------------------------------------------------ */

static void
set_state(struct store_writer *w, enum writer_state state)
{
	(void)pthread_mutex_lock(&w->lock);
	w->state = state;
	(void)pthread_mutex_unlock(&w->lock);
}

static int
try_once(struct store_writer *w, struct store_batch *b, struct err *e)
{
	if (w->store == NULL) {
		w->store = store_open(w->dir, true, STORE_BUSY_MS, e);
		if (w->store == NULL)
			return -1;
		store_move_later(w->store);
	}
	if (store_begin(w->store, e) == -1)
		return -1;
	set_state(w, WRITER_WRITING);
	return store_batch_write(w->store, b, e);
}

static void
wait_until(struct store_writer *w, uint32_t ms)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	(void)pthread_cond_timedwait(&w->changed, &w->lock, &t);
}

/* One that another process has locked was waited for by SQLite itself.  Another
 * failure may be of the file that was opened. */
static void
failed(struct store_writer *w, const struct err *e)
{
	if (e->code != ERR_TIMEOUT) {
		store_close(w->store);
		w->store = NULL;
	}
	(void)pthread_mutex_lock(&w->lock);
	w->state = WRITER_WAITING;
	w->trouble = *e;
	w->tries++;
	(void)pthread_cond_broadcast(&w->changed);
	if (e->code != ERR_TIMEOUT && !w->end) {
		wait_until(w, w->again_ms);
		w->again_ms = w->again_ms * 2 < AGAIN_MOST_MS ?
		    w->again_ms * 2 : AGAIN_MOST_MS;
	}
	(void)pthread_mutex_unlock(&w->lock);
}

static void
done(struct store_writer *w)
{
	(void)pthread_mutex_lock(&w->lock);
	w->state = WRITER_WRITTEN;
	w->trouble.code = ERR_NONE;
	w->again_ms = AGAIN_FIRST_MS;
	if (!w->left)
		w->written(w->arg);
	(void)pthread_cond_broadcast(&w->changed);
	(void)pthread_mutex_unlock(&w->lock);
}

/* The batch to write, or NULL: there is no more. */
static struct store_batch *
next_batch(struct store_writer *w)
{
	struct store_batch *b;

	(void)pthread_mutex_lock(&w->lock);
	while (w->state != WRITER_WAITING && !w->end)
		(void)pthread_cond_wait(&w->changed, &w->lock);
	b = w->end ? NULL : w->batch;
	(void)pthread_mutex_unlock(&w->lock);
	return b;
}

static void
release(struct store_writer *w)
{
	store_batch_free(w->batch);
	(void)pthread_cond_destroy(&w->changed);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
}

static void *
work(void *arg)
{
	struct store_writer *w = arg;
	struct store_batch *b;
	struct err e;
	bool left;

	while ((b = next_batch(w)) != NULL) {
		if (try_once(w, b, &e) == -1) {
			failed(w, &e);
			continue;
		}
		done(w);
		store_move(w->store);
	}
	store_close(w->store);
	(void)pthread_mutex_lock(&w->lock);
	w->ended = true;
	left = w->left;
	(void)pthread_cond_broadcast(&w->changed);
	(void)pthread_mutex_unlock(&w->lock);
	if (left)
		release(w);
	return NULL;
}

/* Its owner -------------------------------------------------------------- */

struct store_writer *
writer_new(const char *dir, void (*written)(void *arg), void *arg)
{
	size_t n = strlen(dir) + 1;
	struct store_writer *w = calloc(1, sizeof *w + n);
	pthread_condattr_t a;

	if (w == NULL)
		return NULL;
	memcpy(w->dir, dir, n);
	w->written = written;
	w->arg = arg;
	w->again_ms = AGAIN_FIRST_MS;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_condattr_init(&a);
	(void)pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&w->changed, &a);
	(void)pthread_condattr_destroy(&a);
	return w;
}

/* Signals are for the thread that has the loop. */
static int
start(struct store_writer *w, struct err *e)
{
	sigset_t all, before;
	pthread_attr_t a;

	(void)sigfillset(&all);
	(void)pthread_attr_init(&a);
	(void)pthread_attr_setstacksize(&a, STACK_BYTES);
	(void)pthread_sigmask(SIG_BLOCK, &all, &before);
	errno = pthread_create(&w->thread, &a, work, w);
	w->started = errno == 0;
	(void)pthread_attr_destroy(&a);
	if (!w->started)
		err_sys(e, "the thread that writes the store");
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return w->started ? 0 : -1;
}

int
writer_put(struct store_writer *w, struct store_batch *b, struct err *e)
{
	if (!w->started && start(w, e) == -1)
		return -1;
	(void)pthread_mutex_lock(&w->lock);
	w->batch = b;
	w->tries = 0;
	w->state = WRITER_WAITING;
	(void)pthread_cond_broadcast(&w->changed);
	(void)pthread_mutex_unlock(&w->lock);
	return 0;
}

struct store_batch *
writer_take(struct store_writer *w)
{
	struct store_batch *b = NULL;

	(void)pthread_mutex_lock(&w->lock);
	if (w->state == WRITER_WRITTEN) {
		b = w->batch;
		w->batch = NULL;
		w->state = WRITER_IDLE;
	}
	(void)pthread_mutex_unlock(&w->lock);
	return b;
}

enum writer_state
writer_state(struct store_writer *w)
{
	enum writer_state state;

	(void)pthread_mutex_lock(&w->lock);
	state = w->state;
	(void)pthread_mutex_unlock(&w->lock);
	return state;
}

bool
writer_trouble(struct store_writer *w, struct err *ret)
{
	(void)pthread_mutex_lock(&w->lock);
	*ret = w->trouble;
	(void)pthread_mutex_unlock(&w->lock);
	return ret->code != ERR_NONE;
}

/* It was tried again, and what is wrong is no lock that another lets go of. */
static bool
hopeless(const struct store_writer *w, uint32_t tries)
{
	return w->tries != tries && w->trouble.code != ERR_TIMEOUT;
}

bool
writer_wait(struct store_writer *w, uint32_t wait_ms)
{
	uint64_t until = clock_mono_ms() + wait_ms, now;
	uint32_t tries;
	bool written;

	(void)pthread_mutex_lock(&w->lock);
	tries = w->tries;
	(void)pthread_cond_broadcast(&w->changed); /* it tries again now */
	while ((w->state == WRITER_WAITING || w->state == WRITER_WRITING) &&
	    !hopeless(w, tries) && (now = clock_mono_ms()) < until)
		wait_until(w, (uint32_t)(until - now));
	written = w->state == WRITER_IDLE || w->state == WRITER_WRITTEN;
	(void)pthread_mutex_unlock(&w->lock);
	return written;
}

void
writer_free(struct store_writer *w, uint32_t wait_ms)
{
	uint64_t until = clock_mono_ms() + wait_ms, now;
	pthread_t thread;
	bool started, ended;

	if (w == NULL)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->end = true;
	(void)pthread_cond_broadcast(&w->changed);
	while (w->started && !w->ended && (now = clock_mono_ms()) < until)
		wait_until(w, (uint32_t)(until - now));
	started = w->started;
	thread = w->thread;
	ended = w->ended || !started;
	w->left = !ended; /* from the unlocking on the thread may free it */
	(void)pthread_mutex_unlock(&w->lock);
	if (!ended)
		(void)pthread_detach(thread);
	else if (started)
		(void)pthread_join(thread, NULL);
	if (ended)
		release(w);
}
