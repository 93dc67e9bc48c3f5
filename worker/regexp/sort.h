/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sort.h -- qsort() for who may ask the kernel nothing: the C library's takes
 * memory for more than a kilobyte, and asks how much there is.  In place, not
 * stable, n log n at worst.
 */
#ifndef CORDON_WORKER_REGEXP_SORT_H
#define CORDON_WORKER_REGEXP_SORT_H

#include <stddef.h>

/* The same order of arguments; `size` of at most SORT_SIZE_MAX. */
#define SORT_SIZE_MAX 64
void sort_array(void *array, size_t n, size_t size,
    int (*compare)(const void *, const void *));

#endif
