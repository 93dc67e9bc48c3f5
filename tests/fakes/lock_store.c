/* SPDX-License-Identifier: Apache-2.0 */
/* lock_store.c -- DIR: holds the store there, until its input ends. */
#include <stdio.h>

#include "broker/store/store.h"

int
main(int argc, char **argv)
{
	struct err e;
	struct store *s;

	if (argc != 2)
		return 2;
	s = store_open(argv[1], true, STORE_BUSY_MS, &e);
	if (s == NULL || store_begin(s, &e) == -1) {
		fprintf(stderr, "%s\n", e.msg);
		return 1;
	}
	printf("locked\n");
	(void)fflush(stdout);
	while (getchar() != EOF)
		;
	store_undo(s);
	store_close(s);
	return 0;
}
