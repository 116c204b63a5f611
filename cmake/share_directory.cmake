# Files that the program needs at run time are in share/gongwen next to bin/. In a build folder they are links into the
# source tree, so that changes of templates take effect immediately; an installation gets copies.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/gongwen/schemas ${PROJECT_SOURCE_DIR}/fonts/faces)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/templates ${CMAKE_BINARY_DIR}/share/gongwen/templates SYMBOLIC)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/fonts ${CMAKE_BINARY_DIR}/share/gongwen/fonts SYMBOLIC)
# For editors.
foreach(schema template form)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/src/engine/kinds/${schema}.schema.json
    ${CMAKE_BINARY_DIR}/share/gongwen/schemas/${schema}.schema.json SYMBOLIC)
endforeach()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/templates DESTINATION ${CMAKE_INSTALL_DATADIR}/gongwen COMPONENT templates)
install(FILES ${PROJECT_SOURCE_DIR}/src/engine/kinds/template.schema.json
        ${PROJECT_SOURCE_DIR}/src/engine/kinds/form.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/gongwen/schemas
        COMPONENT templates)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/fonts/faces DESTINATION ${CMAKE_INSTALL_DATADIR}/gongwen/fonts COMPONENT fonts)
install(FILES ${PROJECT_SOURCE_DIR}/fonts/manifest.json ${PROJECT_SOURCE_DIR}/fonts/LICENCES.md
        DESTINATION ${CMAKE_INSTALL_DATADIR}/gongwen/fonts COMPONENT fonts)

# Manuals, example programs that embed the library, and sample data; links between them work as in the source tree.
install(FILES ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT command)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/README.zh.md DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT documentation)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs ${PROJECT_SOURCE_DIR}/examples ${PROJECT_SOURCE_DIR}/samples
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT documentation PATTERN __pycache__ EXCLUDE)
