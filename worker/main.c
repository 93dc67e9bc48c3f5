/* SPDX-License-Identifier: Apache-2.0 */
/* main.c -- cordon-worker: a template and its workers; see template.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/limits.h"
#include "worker/doctor.h"
#include "worker/lockdown.h"
#include "worker/template_loop.h"
#include "worker/template_run.h"
#include "worker/zones.h"
#ifdef CORDON_LOWER
#include "worker/lower/lower.h"
#endif

/* Of an engine's heap: less holds no prelude, more no page table of ours. */
#define HEAP_MIN (4UL * 1024 * 1024)
#define HEAP_MAX (4UL * 1024 * 1024 * 1024)
#define CPU_MS_MAX 3600000UL

static int
misuse(const char *what, const char *arg)
{
	fprintf(stderr, "cordon-worker: %s%s%s\n"
	    "usage: cordon-worker --template|--factory --heap BYTES "
	    "--cpu-ms N [--pretouch 0|1] [--may-lack LAYER,...]\n"
	    "       cordon-worker --doctor [--json]\n"
	    "       cordon-worker --lower < program\n"
	    "It is started by cordon; see cordon(1).\n", what,
	    arg == NULL ? "" : " ", arg == NULL ? "" : arg);
	return 2;
}

static int
read_number(const char *s, unsigned long least, unsigned long most,
    unsigned long *ret)
{
	char *end;

	errno = 0;
	*ret = strtoul(s, &end, 10);
	return errno != 0 || end == s || *end != '\0' || *s == '-' ||
	    *ret < least || *ret > most ? -1 : 0;
}

static int
read_layers(const char *s, uint32_t *ret)
{
	char name[32];

	while (*s != '\0') {
		size_t n = strcspn(s, ",");
		uint32_t bit;

		if (n >= sizeof name)
			return -1;
		memcpy(name, s, n);
		name[n] = '\0';
		if ((bit = lockdown_layer_bit(name)) == 0)
			return -1;
		*ret |= bit;
		s += n + (s[n] == ',');
	}
	return 0;
}

/* The broker hears of it as of any template that cannot start. */
static void
must_have_own_engine(void)
{
#ifdef CORDON_SHARED_DUKTAPE
	struct err e;

	(void)err_set(&e, ERR_SYS, "cordon-worker was built with the system's "
	    "Duktape, which asks for the time: no worker can be locked down");
	template_fail(&e);
#endif
}

static int
life(void (*run)(const struct template_opts *), int argc, char **argv)
{
	struct template_opts o = { 0 };
	unsigned long heap = 0, cpu = 0, lack = 0, active = 0, extras = 0,
	    probe = 0, replica = 0, pretouch = 1;
	const struct {
		const char *name;
		unsigned long least, most, *ret;
	} numbers[] = {
		{ "--heap", HEAP_MIN, HEAP_MAX, &heap },
		{ "--cpu-ms", 0, CPU_MS_MAX, &cpu },
		{ "--lack-bits", 0, UINT32_MAX, &lack },
		{ "--active", 0, UINT32_MAX, &active },
		{ "--extras", 0, UINT32_MAX, &extras },
		{ "--pretouch", 0, 1, &pretouch },
		{ "--probe", 0, 1, &probe },
		{ "--replica", 0, 1, &replica },
	};
	int bad = 0;

	for (int i = 2; i + 1 < argc && bad == 0; i += 2) {
		size_t k = 0, n = sizeof numbers / sizeof numbers[0];

		while (k < n && strcmp(argv[i], numbers[k].name) != 0)
			k++;
		if (k < n)
			bad = read_number(argv[i + 1], numbers[k].least,
			    numbers[k].most, numbers[k].ret);
		else if (strcmp(argv[i], "--may-lack") == 0)
			bad = read_layers(argv[i + 1], &o.may_lack);
		else
			return misuse("unknown option", argv[i]);
		if (bad != 0)
			return misuse("not a value for", argv[i]);
	}
	if (argc % 2 != 0)
		return misuse("no value for", argv[argc - 1]);
	if (heap == 0)
		return misuse("--heap is missing", NULL);
	o.heap = heap;
	o.cpu_ms = (uint32_t)cpu;
	o.may_lack |= (uint32_t)lack;
	o.active = (uint32_t)active;
	o.extras = (uint32_t)extras;
	o.pretouch = pretouch != 0;
	o.probe = probe != 0;
	o.replica = replica != 0;
	must_have_own_engine();
	zones_load(); /* the last file that is read */
	run(&o);
	return 1;
}

#ifdef CORDON_LOWER
static int
read_all(struct buf *b)
{
	char chunk[65536];
	ssize_t n;

	while ((n = read(STDIN_FILENO, chunk, sizeof chunk)) > 0)
		buf_add(b, chunk, (size_t)n);
	return n < 0 || !buf_ok(b) ? -1 : 0;
}

static int
lower_stdin(void)
{
	struct lower_diag d = { 0 };
	struct buf in, out;

	buf_init(&in, CODE_MAX);
	buf_init(&out, 8UL * CODE_MAX);
	if (read_all(&in) < 0) {
		fprintf(stderr, "cordon-worker: standard input cannot be read, "
		    "or is longer than %d bytes\n", CODE_MAX);
		return 1;
	}
	if (lower(in.p == NULL ? "" : in.p, in.len, LOWER_PROGRAM, &out,
	    &d) < 0) {
		fprintf(stderr, "%u:%u: %s: %s\n", d.line, d.column, d.name,
		    d.msg);
		buf_fini(&in);
		buf_fini(&out);
		return 1;
	}
	(void)fwrite(out.p, 1, out.len, stdout);
	putchar('\n');
	buf_fini(&in);
	buf_fini(&out);
	return fflush(stdout) == 0 ? 0 : 1;
}
#else
static int
lower_stdin(void)
{
	fprintf(stderr, "cordon-worker: built without the lowering\n");
	return 1;
}
#endif

int
main(int argc, char **argv)
{
	if (argc < 2)
		return misuse("it has nothing to do", NULL);
	if (strcmp(argv[1], "--template") == 0)
		return life(template_run, argc, argv);
	if (strcmp(argv[1], "--factory") == 0)
		return life(fresh_factory, argc, argv);
	if (strcmp(argv[1], "--fresh") == 0)
		return life(fresh_run, argc, argv);
	if (strcmp(argv[1], "--doctor") == 0)
		return doctor_run(argc > 2 && strcmp(argv[2], "--json") == 0);
	if (strcmp(argv[1], "--lower") == 0)
		return lower_stdin();
	return misuse("unknown option", argv[1]);
}
