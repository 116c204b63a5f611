# What the program needs beside itself at run time lies in share/gongwen next to bin/. In a build folder those are
# links into the source tree, so that a change of a template is seen at once; an installation gets copies.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/gongwen ${PROJECT_SOURCE_DIR}/fonts/faces)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/templates ${CMAKE_BINARY_DIR}/share/gongwen/templates SYMBOLIC)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/fonts ${CMAKE_BINARY_DIR}/share/gongwen/fonts SYMBOLIC)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/templates DESTINATION share/gongwen)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/fonts/faces DESTINATION share/gongwen/fonts)
install(FILES ${PROJECT_SOURCE_DIR}/fonts/manifest.json ${PROJECT_SOURCE_DIR}/fonts/LICENCES.md
        DESTINATION share/gongwen/fonts)
