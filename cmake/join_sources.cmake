# join_sources(result file…): joins the files into fewer, larger sources, for targets whose files include much and
# contain little, such as unit tests: joining sixteen takes a third of the time. Each file gets its own namespace, so
# that private names cannot clash; the headers of all files come first, outside of the namespaces, and `#pragma once`
# skips their later occurrences. Without GONGWEN_UNITY, and for languages other than C++, the result is the files
# themselves.
set(GONGWEN_JOINED_SOURCES 16)

function(join_sources result)
  if(NOT GONGWEN_UNITY)
    set(${result} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  # Reconfigure if a file gets another header, which must come first.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
  set(joined "")
  list(LENGTH ARGN count)
  set(start 0)
  while(start LESS count)
    list(SUBLIST ARGN ${start} ${GONGWEN_JOINED_SOURCES} batch)
    list(GET batch 0 first)
    cmake_path(GET first STEM name)
    set(file ${CMAKE_CURRENT_BINARY_DIR}/joined/${name}_and_others.cpp)
    write_joined_source(${file} ${batch})
    list(APPEND joined ${file})
    math(EXPR start "${start} + ${GONGWEN_JOINED_SOURCES}")
  endwhile()
  set(${result} ${joined} PARENT_SCOPE)
endfunction()

function(write_joined_source target)
  set(headers "")
  set(parts "")
  foreach(file IN LISTS ARGN)
    file(STRINGS ${file} lines REGEX "^#include (<|\"[^\"]*[.]h\")")
    list(APPEND headers ${lines})
    cmake_path(GET file STEM name)
    string(APPEND parts "namespace ${name} {\n#include \"${file}\"\n}\n")
  endforeach()
  list(REMOVE_DUPLICATES headers)
  list(JOIN headers "\n" headers)
  file(CONFIGURE OUTPUT ${target} CONTENT "${headers}\n\n${parts}" @ONLY)
endfunction()
