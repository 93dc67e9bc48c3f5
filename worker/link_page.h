/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link_page.h -- what the files of the link write in every job, in one page:
 * the first write to each page of the template's costs a fork 2 microseconds.
 */
#ifndef CORDON_WORKER_LINK_PAGE_H
#define CORDON_WORKER_LINK_PAGE_H

/* Of variables that are small, all together less than a page; the first of them,
 * in link.c, begins one. */
#define LINK_PAGE __attribute__((section("link_page")))

#endif
