# engine_module(name DEPENDS other… [LIBRARIES target…] [ROOMS folder…] [ALONE source…])
#
# Declares the module in src/<name>: a static library gongwen_<name> of all its sources, linked to the named modules.
# Only modules that exist already can be named, and src/ is read in the order of dependency, so a circular dependency
# stops the configuration. Registers tests/<name>/*_test.cpp as the test program test_<name>, and appends the module's
# dependencies to module_graph.txt, with which scripts/check_includes.py compares the #include lines. ROOMS are the
# folders of a large module, in the order of dependency: a room may use only rooms before it.
#
# Several sources are compiled as one (unity), where the compiler refuses a private name that two of them have. It cannot
# refuse functions that differ only in how they take a text or a number: a call may choose the other source's over its own,
# so they need different names. Those of ALONE are compiled separately and may share private names with other sources.
#
# A `switch` over an enumeration names every value, so that adding one does not compile until every switch handles it.
# Only the modules in OPEN_SWITCHES may write `default:`, since a switch over CSS keywords, HTML elements, tokens or
# value types handles only a few of many values.
set(OPEN_SWITCHES adopt data dom layout paint style templating word)
# -O2 takes a quarter longer to compile than -O1. It is used only for modules that dominate the cost of a document; the
# others read options, wait for disks and sockets, or call libraries (`bench/run instructions` counts).
set(OPTIMISED_MODULES adopt base data dom flow forms images intake layout ofd package paint pdf resources schema sheet
  style templating text word)
# Joining sources avoids parsing the same headers repeatedly; with more sources per unit the compiler needs too much
# memory.
set(GONGWEN_UNITY_SOURCES 16 CACHE STRING "sources compiled as one: fewer build sooner after a change, later from nothing")
set(GONGWEN_MODULE_GRAPH ${CMAKE_BINARY_DIR}/module_graph.txt)
file(WRITE ${GONGWEN_MODULE_GRAPH} "")

function(engine_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES;ROOMS;ALONE" ${ARGN})
  set(target gongwen_${name})

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(${target} STATIC ${sources})
  set_property(GLOBAL APPEND PROPERTY GONGWEN_MODULES ${target})
  target_link_libraries(${target} PUBLIC gongwen_options PRIVATE ${ARG_LIBRARIES})

  foreach(dependency IN LISTS ARG_DEPENDS)
    if(NOT TARGET gongwen_${dependency})
      message(FATAL_ERROR "module '${name}' names '${dependency}', which is not above it in CMakeLists.txt")
    endif()
    target_link_libraries(${target} PUBLIC gongwen_${dependency})
  endforeach()

  # A precompiled header requires the optimisation level that it was compiled with.
  set(header_owner gongwen_base)
  if(NOT name IN_LIST OPTIMISED_MODULES)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
    set(header_owner gongwen_diagnostics)
  endif()
  if(target STREQUAL header_owner)
    target_precompile_headers(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src/base/standard_headers.h)
  else()
    target_precompile_headers(${target} REUSE_FROM ${header_owner})
  endif()

  if(NOT name IN_LIST OPEN_SWITCHES)
    target_compile_options(${target} PRIVATE -Wswitch-enum)
  endif()
  list(LENGTH sources count)
  math(EXPR units "(${count} + ${GONGWEN_UNITY_SOURCES} / 2) / ${GONGWEN_UNITY_SOURCES}")
  if(units LESS 1)
    set(units 1)
  endif()
  math(EXPR batch "(${count} + ${units} - 1) / ${units}")
  if(ARG_ALONE)
    set_source_files_properties(${ARG_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${GONGWEN_UNITY} UNITY_BUILD_BATCH_SIZE ${batch})

  string(REPLACE ";" " " edges "${ARG_DEPENDS}")
  file(APPEND ${GONGWEN_MODULE_GRAPH} "${name}: ${edges}\n")
  if(ARG_ROOMS)
    string(REPLACE ";" " " rooms "${ARG_ROOMS}")
    file(APPEND ${GONGWEN_MODULE_GRAPH} "${name}/: ${rooms}\n")
  endif()

  if(GONGWEN_TESTS)
    engine_module_tests(${name})
  endif()
endfunction()

# engine_module_tests(name): the unit tests of one module.
function(engine_module_tests name)
  file(GLOB tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${name}/*_test.cpp)
  if(NOT tests)
    return()
  endif()
  join_sources(joined ${tests})
  add_executable(test_${name} ${joined})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/${name})
  target_link_libraries(test_${name} PRIVATE gongwen_${name} gongwen_test_support)
  target_precompile_headers(test_${name} REUSE_FROM gongwen_test_support)
  # Tests that read foreign files start it.
  if(TARGET gongwen-reader)
    add_dependencies(test_${name} gongwen-reader)
  endif()
  add_test(NAME unit.${name} COMMAND test_${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(unit.${name} PROPERTIES LABELS unit)
endfunction()
