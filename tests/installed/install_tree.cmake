# Installs the build folder BUILD into an empty PREFIX, which has a link to the program, as scripts/demo leaves it.
file(REMOVE_RECURSE ${PREFIX})
file(MAKE_DIRECTORY ${PREFIX}/bin)
file(CREATE_LINK ${BUILD}/bin/gongwen ${PREFIX}/bin/gongwen SYMBOLIC)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
if(IS_SYMLINK ${PREFIX}/bin/gongwen)
  message(FATAL_ERROR "the link was left in place of the program")
endif()
