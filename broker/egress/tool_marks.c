/* SPDX-License-Identifier: Apache-2.0 */
/* tool_marks.c -- see tool_marks.h. */
#include "broker/egress/tool_marks.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/host/file.h"
#include "common/host/json.h"
#include "common/host/yaml.h"
#include "mcp/tool_headers.h"
#include "typegen/mcp_tools.h"

static json_t *
marks_of(const json_t *tools)
{
	json_t *marks = json_object(), *headers;
	const json_t *one;
	struct err e;
	size_t i;

	json_array_foreach(tools, i, one)
	{
		const char *name = json_str(one, "name");

		headers =
		    tool_headers_read(json_object_get(one, "inputSchema"), &e);
		if (name != NULL && json_array_size(headers) > 0)
			json_object_set(marks, name, headers);
		json_decref(headers);
	}
	if (json_object_size(marks) > 0)
		return marks;
	json_decref(marks);
	return NULL;
}

json_t *
tool_marks_read(const char *document)
{
	json_t *list, *marks = NULL;
	struct err e;
	struct buf b;

	buf_init(&b, (size_t)2 * BODY_MAX);
	if (file_exists(document) && file_read(document, &b, &e) == 0 &&
	    b.p != NULL && strstr(b.p, "x-mcp-header") != NULL &&
	    (list = yaml_read(b.p, b.len, &json_limits_document, &e)) != NULL) {
		marks = marks_of(mcp_tools_list(list));
		json_decref(list);
	}
	buf_fini(&b);
	return marks;
}
