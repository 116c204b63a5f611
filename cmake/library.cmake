# The shared library libgongwen: the same modules as the program, without its command line. Included after them.
# Installed with the public headers, a CMake package (`find_package(gongwen)`, target gongwen::gongwen) and a pkg-config
# file.
set(GONGWEN_ABI_VERSION 0)

# These modules define the exported functions; the linker takes from the others only what they need.
add_library(gongwen_shared SHARED $<TARGET_OBJECTS:gongwen_engine> $<TARGET_OBJECTS:gongwen_store>
  $<TARGET_OBJECTS:gongwen_signing> $<TARGET_OBJECTS:gongwen_capi>)
set_target_properties(gongwen_shared PROPERTIES
  OUTPUT_NAME gongwen
  EXPORT_NAME gongwen
  VERSION ${GONGWEN_ABI_VERSION}.${PROJECT_VERSION_MINOR}.${PROJECT_VERSION_PATCH}
  SOVERSION ${GONGWEN_ABI_VERSION}
  LINKER_LANGUAGE CXX
  LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib
  GONGWEN_SHARED_THIRD_PARTY ON
  LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/library_symbols.map)
target_link_libraries(gongwen_shared PRIVATE gongwen_capi gongwen_engine gongwen_signing gongwen_store)
# Programs that the library starts.
add_dependencies(gongwen_shared gongwen-reader gongwen-verify)
target_link_options(gongwen_shared PRIVATE
  LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/library_symbols.map LINKER:--no-undefined LINKER:--as-needed)
target_include_directories(gongwen_shared INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(gongwen_shared INTERFACE cxx_std_20)

install(TARGETS gongwen_shared EXPORT gongwen
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/gongwen DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)

include(CMakePackageConfigHelpers)
set(GONGWEN_PACKAGE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/gongwen)
install(EXPORT gongwen NAMESPACE gongwen:: FILE gongwenTargets.cmake DESTINATION ${GONGWEN_PACKAGE_FOLDER}
  COMPONENT development)
configure_package_config_file(${PROJECT_SOURCE_DIR}/packaging/library/gongwenConfig.cmake.in
  ${CMAKE_BINARY_DIR}/gongwenConfig.cmake INSTALL_DESTINATION ${GONGWEN_PACKAGE_FOLDER}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/gongwenConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/gongwenConfig.cmake ${CMAKE_BINARY_DIR}/gongwenConfigVersion.cmake
  DESTINATION ${GONGWEN_PACKAGE_FOLDER} COMPONENT development)

# Relative to the file itself, so that an installation can be moved.
file(RELATIVE_PATH GONGWEN_PREFIX_FROM_PKGCONFIG
  ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/packaging/library/gongwen.pc.in ${CMAKE_BINARY_DIR}/gongwen.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/gongwen.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

# The Python package for the C interface has no build step, so one copy serves all versions of Python.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/python/gongwen DESTINATION lib/python3/dist-packages COMPONENT python
  FILES_MATCHING PATTERN "*.py" PATTERN "py.typed" PATTERN "__pycache__" EXCLUDE)
