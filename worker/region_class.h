/* SPDX-License-Identifier: Apache-2.0 */
/* region_class.h -- the sizes of a region's small blocks. */
#ifndef CORDON_WORKER_REGION_CLASS_H
#define CORDON_WORKER_REGION_CLASS_H

#include <stddef.h>
#include <stdint.h>

#define PAGE_SHIFT 12
/* Up to 256 in steps of 16, then four classes for each doubling. */
#define REGION_SMALL_MAX 8192
static const uint16_t class_bytes[] = { 16, 32, 48, 64, 80, 96, 112, 128, 144,
	160, 176, 192, 208, 224, 240, 256, 320, 384, 448, 512, 640, 768, 896,
	1024, 1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096, 5120, 6144, 7168,
	8192 };
#define NCLASSES (sizeof(class_bytes) / sizeof(class_bytes[0]))

static inline unsigned
class_of(size_t n)
{
	unsigned shift;

	if (n <= 256)
		return n == 0 ? 0 : (unsigned)((n - 1) >> 4);
	/* n - 1 is in [2^shift, 2^(shift+1)): its next two bits choose. */
	shift = 31u - (unsigned)__builtin_clz((unsigned)(n - 1));
	return 16u + (shift - 8) * 4u + (unsigned)(((n - 1) >> (shift - 2)) & 3);
}

/* Pages of a run of such blocks. */
static inline uint32_t
run_pages(unsigned cls)
{
	if (class_bytes[cls] <= 512)
		return 4;
	return class_bytes[cls] <= 2048 ? 8 : 16;
}

#endif
