# Run by `cmake --install`: writes the units with the path that the program is installed under, where systemd looks for
# them below /usr and /usr/local.
get_filename_component(prefix "${CMAKE_INSTALL_PREFIX}" ABSOLUTE)
set(GONGWEN_PROGRAM ${prefix}/bin/gongwen)
foreach(unit IN ITEMS gongwen-publish.service gongwen-worker.service gongwen.service)
  configure_file(${GONGWEN_UNITS}/${unit}.in ${GONGWEN_UNITS_MADE}/${unit} @ONLY)
endforeach()
file(INSTALL ${GONGWEN_UNITS_MADE}/gongwen-publish.service ${GONGWEN_UNITS}/gongwen-publish.timer
  ${GONGWEN_UNITS_MADE}/gongwen-worker.service
  ${GONGWEN_UNITS_MADE}/gongwen.service ${GONGWEN_UNITS}/gongwen.socket
  DESTINATION ${prefix}/lib/systemd/system)
