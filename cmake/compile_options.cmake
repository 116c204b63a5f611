# Options that every target of the project is compiled with.

# Warnings are errors with the compilers that the tests run with (Debian 12). Others warn of more, and of newer headers:
# that must not stop a user.
set(known_compiler OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\.")
  set(known_compiler ON)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^14\\.")
  set(known_compiler ON)
endif()
option(GONGWEN_WARNINGS_ARE_ERRORS "stop at warnings of the compiler" ${known_compiler})
add_library(gongwen_options INTERFACE)
target_compile_options(gongwen_options INTERFACE
  -Wall -Wextra -Wpedantic $<$<BOOL:${GONGWEN_WARNINGS_ARE_ERRORS}>:-Werror>
  -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wimplicit-fallthrough
  -fno-strict-aliasing -ffp-contract=off
  # The program and the shared library are linked from the same objects. Nothing is exported but GONGWEN_API.
  -fPIC -fno-semantic-interposition -fvisibility=hidden -fvisibility-inlines-hidden
  # So that the program can be linked with what runs together in one place: see cmake/function_order.cmake.
  -ffunction-sections)
target_include_directories(gongwen_options INTERFACE
  ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(gongwen_options INTERFACE GONGWEN_VERSION="${PROJECT_VERSION}")

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these for std::string and std::variant code that is sound (GCC bugs 105329, 105562, 105651).
  target_compile_options(gongwen_options INTERFACE
    -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-null-dereference)
  # No collection of garbage inside the compiler before a gigabyte: a tenth of the time.
  target_compile_options(gongwen_options INTERFACE --param=ggc-min-heapsize=1000000)
endif()

if(GONGWEN_UNITY)
  # What is private to one source is taken for shared between those that are compiled with it.
  target_compile_options(gongwen_options INTERFACE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()

if(GONGWEN_SANITIZE)
  target_compile_options(gongwen_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(gongwen_options INTERFACE -fsanitize=address,undefined)
endif()

if(GONGWEN_SANITIZE_THREADS)
  target_compile_options(gongwen_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(gongwen_options INTERFACE -fsanitize=thread)
endif()
