# order_functions(target): links the program so that functions that usual runs call lie in one place, and without what
# nothing calls. Requires the linker lld, since GNU's takes no order before version 2.43; without it, or without Python,
# the program is linked as usual. `scripts/function_order.py` has the reason, and records the order.
function(order_functions target)
  if(GONGWEN_SANITIZE OR GONGWEN_SANITIZE_THREADS OR NOT CMAKE_BUILD_TYPE STREQUAL Release)
    return()
  endif()
  find_program(GONGWEN_LLD ld.lld)
  find_program(GONGWEN_PYTHON python3)
  mark_as_advanced(GONGWEN_LLD GONGWEN_PYTHON)
  if(NOT GONGWEN_LLD OR NOT GONGWEN_PYTHON)
    message(STATUS "functions are not put in order: lld or python3 is missing")
    return()
  endif()
  get_property(modules GLOBAL PROPERTY GONGWEN_MODULES)
  set(libraries ${modules})
  list(TRANSFORM libraries REPLACE "(.+)" "$<TARGET_FILE:\\1>")
  set(script ${PROJECT_SOURCE_DIR}/scripts/function_order.py)
  set(hashes ${PROJECT_SOURCE_DIR}/cmake/function_order.txt)
  set(order ${CMAKE_CURRENT_BINARY_DIR}/function_order.txt)
  add_custom_command(OUTPUT ${order} VERBATIM
    COMMAND ${GONGWEN_PYTHON} ${script} resolve ${hashes} ${order} ${libraries}
    DEPENDS ${script} ${hashes} ${modules})
  add_custom_target(${target}_function_order DEPENDS ${order})
  add_dependencies(${target} ${target}_function_order)
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${order})
  target_link_options(${target} PRIVATE -fuse-ld=lld -Wl,--gc-sections
    -Wl,--symbol-ordering-file=${order} -Wl,--no-warn-symbol-ordering)
endfunction()
