/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c -- feeds a fuzz target every file of its corpus folder. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FILE_MAX_BYTES (8 * 1024 * 1024)

static int
replay(const char *path)
{
	static uint8_t data[FILE_MAX_BYTES];
	FILE *f = fopen(path, "rb");
	uint8_t *copy;
	size_t n;

	if (f == NULL)
		return -1;
	n = fread(data, 1, sizeof data, f);
	(void)fclose(f);
	/* Its own allocation, so that a read past the end is seen. */
	if ((copy = malloc(n + (n == 0))) == NULL)
		return -1;
	for (size_t i = 0; i < n; i++)
		copy[i] = data[i];
	(void)LLVMFuzzerTestOneInput(copy, n);
	free(copy);
	return 0;
}

int
main(int argc, char **argv)
{
	struct dirent *d;
	char path[4096];
	int n = 0;
	DIR *dir;

	if (argc < 2 || (dir = opendir(argv[1])) == NULL) {
		printf("no corpus folder\n");
		return 1;
	}
	while ((d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", argv[1], d->d_name);
		if (replay(path) == 0)
			n++;
	}
	(void)closedir(dir);
	printf("%d inputs replayed\n", n);
	return n == 0;
}
