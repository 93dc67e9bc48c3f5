# SPDX-License-Identifier: Apache-2.0
# cmake -DFILES=a.js|b.js -DOUT=prelude.c -P embed.cmake
# Writes each file as a C array of bytes.
string(REPLACE "|" ";" files "${FILES}")
set(text "/* Generated from worker/prelude. */\n#include \"worker/prelude.h\"\n")
set(table "")
set(n 0)
foreach(f ${files})
	get_filename_component(name ${f} NAME)
	file(READ ${f} hex HEX)
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
	# Lines a debugger and a diff can live with: 12 bytes each.
	string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)"
	    "\\1\n" bytes "${bytes}")
	string(APPEND text "static const char f${n}[] = {\n${bytes}0\n};\n")
	string(APPEND table "\t{ \"${name}\", f${n}, sizeof(f${n}) - 1 },\n")
	math(EXPR n "${n} + 1")
endforeach()
string(APPEND text "const struct prelude_file prelude_files[] = {\n${table}"
    "\t{ 0, 0, 0 }\n};\n")
file(WRITE ${OUT} "${text}")
