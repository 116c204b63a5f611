# order_functions(target): links the program without unused functions and, with GONGWEN_FUNCTION_ORDER, with the
# functions of typical runs side by side. That is a file from scripts/function_order.py, which debian/rules runs with a
# first link of the program. Requires the linker lld, since GNU ld supports no order before version 2.43; without it the
# program is linked as usual.
set(GONGWEN_FUNCTION_ORDER "" CACHE FILEPATH "names of functions in the order in which the program has them")

function(order_functions target)
  if(GONGWEN_SANITIZE OR GONGWEN_SANITIZE_THREADS OR NOT CMAKE_BUILD_TYPE STREQUAL Release)
    return()
  endif()
  find_program(GONGWEN_LLD ld.lld)
  mark_as_advanced(GONGWEN_LLD)
  if(NOT GONGWEN_LLD)
    message(STATUS "the program is linked as usual: lld is missing")
    return()
  endif()
  target_link_options(${target} PRIVATE -fuse-ld=lld -Wl,--gc-sections)
  if(GONGWEN_FUNCTION_ORDER)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${GONGWEN_FUNCTION_ORDER})
    target_link_options(${target} PRIVATE
      -Wl,--symbol-ordering-file=${GONGWEN_FUNCTION_ORDER} -Wl,--no-warn-symbol-ordering)
  endif()
endfunction()
