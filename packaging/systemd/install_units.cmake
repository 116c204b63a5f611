# Run by `cmake --install`: writes the units with the path that the program is installed under, where systemd looks for
# them below /usr and /usr/local.
get_filename_component(prefix "${CMAKE_INSTALL_PREFIX}" ABSOLUTE)
set(GONGWEN_PROGRAM ${prefix}/bin/gongwen)
set(units gongwen-publish.service gongwen-hand-on.service gongwen-message@.service gongwen-worker.service gongwen.service)
foreach(unit IN LISTS units)
  configure_file(${GONGWEN_UNITS}/${unit}.in ${GONGWEN_UNITS_MADE}/${unit} @ONLY)
  file(INSTALL ${GONGWEN_UNITS_MADE}/${unit} DESTINATION ${prefix}/lib/systemd/system)
endforeach()
file(INSTALL ${GONGWEN_UNITS}/gongwen-publish.timer ${GONGWEN_UNITS}/gongwen-hand-on.timer ${GONGWEN_UNITS}/gongwen.socket
  DESTINATION ${prefix}/lib/systemd/system)
