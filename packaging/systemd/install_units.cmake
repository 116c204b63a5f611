# Run by `cmake --install`: writes the units with the path that the program is installed under, where systemd looks for
# them below /usr and /usr/local.
get_filename_component(prefix "${CMAKE_INSTALL_PREFIX}" ABSOLUTE)
set(GONGWEN_PROGRAM ${prefix}/bin/gongwen)
configure_file(${GONGWEN_UNITS}/gongwen-publish.service.in ${GONGWEN_UNITS_MADE}/gongwen-publish.service @ONLY)
file(INSTALL ${GONGWEN_UNITS_MADE}/gongwen-publish.service ${GONGWEN_UNITS}/gongwen-publish.timer
  DESTINATION ${prefix}/lib/systemd/system)
