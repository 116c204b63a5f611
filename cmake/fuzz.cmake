# engine_fuzz(name module source…)
#
# Declares the fuzz program tests/fuzz/<name>.cpp for a module, with other sources of the tests. Only with
# GONGWEN_FUZZ=ON and clang, in a separate build folder, since everything is compiled with libFuzzer and the sanitizers:
#   CXX=clang++ cmake -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DGONGWEN_FUZZ=ON -DGONGWEN_TESTS=OFF
#   ninja -C build/fuzz fuzz      # all of them; `ninja -C build/fuzz json_fuzz` makes one
# `ctest --test-dir build/fuzz` runs each for GONGWEN_FUZZ_SECONDS; `scripts/test --all` does all of this. To run one
# program, collecting its findings in a separate corpus (the first folder) and starting from the seeds (the second):
#   mkdir -p build/fuzz/corpus/json
#   build/fuzz/bin/json_fuzz -max_total_time=300 -timeout=10 -dict=tests/fuzz/json.dict \
#     build/fuzz/corpus/json tests/fuzz/corpus/json
# A finding is written to a file crash-…, leak-… or timeout-… (by ctest: in build/fuzz/findings); run the program with
# only that file to reproduce it. Turn a finding into a test of the module, and its input, reduced with
# -minimize_crash=1, into a seed. To merge new seeds from a long run:
#   build/fuzz/bin/json_fuzz -merge=1 tests/fuzz/corpus/json build/fuzz/corpus/json
include_guard(GLOBAL)

option(GONGWEN_FUZZ "build the fuzz programs (clang)" OFF)
set(GONGWEN_FUZZ_SECONDS 180 CACHE STRING "how long ctest runs each fuzz program")

if(GONGWEN_FUZZ)
  target_compile_options(gongwen_options INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
    -Wno-unknown-warning-option
    # The grammars of style sheets are compiled with the program, in more steps than clang takes by default.
    -fconstexpr-steps=100000000)
  target_link_options(gongwen_options INTERFACE -fsanitize=address,undefined)
  add_custom_target(fuzz)  # every program that engine_fuzz declares
  enable_testing()
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/findings)
endif()

function(engine_fuzz name module)
  if(NOT GONGWEN_FUZZ)
    return()
  endif()
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/tests/)
  add_executable(${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/${name}.cpp ${ARGN})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE GONGWEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE gongwen_${module})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzz ${name})

  string(REGEX REPLACE "_fuzz$" "" subject ${name})
  set(seeds ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${subject})
  set(found ${CMAKE_BINARY_DIR}/corpus/${subject})
  file(MAKE_DIRECTORY ${found})
  set(dictionary ${PROJECT_SOURCE_DIR}/tests/fuzz/${subject}.dict)
  if(EXISTS ${dictionary})
    set(dictionary -dict=${dictionary})
  else()
    set(dictionary "")
  endif()
  add_test(NAME fuzz.${subject} COMMAND ${name} -max_total_time=${GONGWEN_FUZZ_SECONDS} -timeout=10 -print_final_stats=1
    -artifact_prefix=${CMAKE_BINARY_DIR}/findings/ ${dictionary} ${found} ${seeds})
  math(EXPR patience "${GONGWEN_FUZZ_SECONDS} * 2 + 600")
  set_tests_properties(fuzz.${subject} PROPERTIES LABELS fuzz TIMEOUT ${patience})
endfunction()
