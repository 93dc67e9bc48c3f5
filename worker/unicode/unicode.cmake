# SPDX-License-Identifier: Apache-2.0
# The Unicode Character Database as tables, made while building from what the
# distribution ships: Debian unicode-data, Fedora unicode-ucd (and
# unicode-emoji for the properties of strings, which may be missing).
find_path(CORDON_UCD UnicodeData.txt PATHS /usr/share/unicode
    /usr/share/unicode/ucd)
find_path(CORDON_EMOJI emoji-sequences.txt PATHS /usr/share/unicode/emoji
    /usr/share/unicode/ucd/emoji)
if(NOT CORDON_UCD)
	message(FATAL_ERROR "UnicodeData.txt is missing: install unicode-data "
	    "(Debian) or unicode-ucd (Fedora, EL), or set CORDON_UCD to the "
	    "folder of the Unicode Character Database")
endif()
set(emoji_dir ${CORDON_EMOJI})
if(NOT CORDON_EMOJI)
	message(STATUS "no emoji-sequences.txt: \\p{RGI_Emoji} and its like "
	    "will be unknown")
	set(emoji_dir ${CORDON_UCD})
endif()

file(GLOB unicode_gen CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_SOURCE_DIR}/unicode/gen/*.c)
if(CMAKE_CROSSCOMPILING)
	# It runs here, not where the result will.
	set(CORDON_HOST_CC cc CACHE STRING "compiler for what runs in the build")
	set(unicode_run ${CMAKE_BINARY_DIR}/unicode-gen)
	add_custom_command(OUTPUT ${unicode_run}
	    COMMAND ${CORDON_HOST_CC} -O1 -D_GNU_SOURCE -I${CMAKE_SOURCE_DIR}
	        ${unicode_gen} -o ${unicode_run}
	    DEPENDS ${unicode_gen} VERBATIM)
else()
	set(unicode_run unicode-gen)
	add_executable(unicode-gen ${unicode_gen})
	target_include_directories(unicode-gen PRIVATE ${CMAKE_SOURCE_DIR})
	target_compile_options(unicode-gen PRIVATE -O1)
	set_target_properties(unicode-gen PROPERTIES
	    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
endif()

set(unicode_dir ${CMAKE_CURRENT_BINARY_DIR}/unicode)
set(unicode_inc ${unicode_dir}/unicode_tables.inc)
file(MAKE_DIRECTORY ${unicode_dir})
add_custom_command(OUTPUT ${unicode_inc}
    COMMAND ${unicode_run} ${CORDON_UCD} ${emoji_dir} ${unicode_inc}
    DEPENDS ${unicode_run} ${CORDON_UCD}/UnicodeData.txt
    VERBATIM)
file(GLOB unicode CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/unicode/*.c)
cordon_library(cordon_unicode SRC ${unicode} ${unicode_inc})
target_include_directories(cordon_unicode PRIVATE ${unicode_dir})
