# engine_fuzz(name module source…)
#
# Declares the fuzz program tests/fuzz/<name>.cpp for a module, with other sources of the tests. Only with GONGWEN_FUZZ=ON and clang, in a build folder of
# its own, since everything is compiled for libFuzzer and the sanitizers:
#   CXX=clang++ cmake -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DGONGWEN_FUZZ=ON -DGONGWEN_TESTS=OFF
#   ninja -C build/fuzz fuzz      # all of them; `ninja -C build/fuzz json_fuzz` makes one
# One run, with what it finds in a corpus of its own (the first folder), starting from the seeds (the second):
#   mkdir -p build/fuzz/corpus/json
#   build/fuzz/bin/json_fuzz -max_total_time=300 -timeout=10 -dict=tests/fuzz/json.dict \
#     build/fuzz/corpus/json tests/fuzz/corpus/json
# A finding is written to a file crash-…, leak-… or timeout-…; the program with that file alone repeats it. What was found
# becomes a test of the module, and its input, made small with -minimize_crash=1, a seed. New seeds from a long run:
#   build/fuzz/bin/json_fuzz -merge=1 tests/fuzz/corpus/json build/fuzz/corpus/json
include_guard(GLOBAL)

option(GONGWEN_FUZZ "build the fuzz programs (clang)" OFF)

if(GONGWEN_FUZZ)
  target_compile_options(gongwen_options INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
    -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/cmake/fuzz_ignorelist.txt
    -Wno-unknown-warning-option)
  target_link_options(gongwen_options INTERFACE -fsanitize=address,undefined)
  add_custom_target(fuzz)  # every program that engine_fuzz declares
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
endfunction()
