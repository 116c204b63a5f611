# Compile options of every target of the project.

# Warnings are errors with the compilers that the tests use (Debian 12). Other compilers may warn about more, also in
# newer headers; that must not stop a user.
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
  # The program and the shared library use the same objects. Only GONGWEN_API is exported.
  -fPIC -fno-semantic-interposition -fvisibility=hidden -fvisibility-inlines-hidden
  # Lets the linker place functions that run together side by side: see cmake/function_order.cmake.
  -ffunction-sections)
target_include_directories(gongwen_options INTERFACE
  ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(gongwen_options INTERFACE GONGWEN_VERSION="${PROJECT_VERSION}")

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of GCC 12 for std::string and std::variant (GCC bugs 105329, 105562, 105651), and of GCC 13 for
  # references into what an argument refers to (GCC bug 107532).
  target_compile_options(gongwen_options INTERFACE
    -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-null-dereference
    $<$<VERSION_GREATER_EQUAL:$<CXX_COMPILER_VERSION>,13>:-Wno-dangling-reference>)
  # The compiler collects garbage only above a gigabyte, which saves a tenth of the time.
  target_compile_options(gongwen_options INTERFACE --param=ggc-min-heapsize=1000000)
endif()

if(GONGWEN_UNITY)
  # In joined sources, the compiler takes names that are private to one source for shared ones.
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
