# Files that a program carries within itself, each as a raw string literal in a file that a source of the target includes.

# embed_text(target file output): the text of `file`.
function(embed_text target file output)
  file(READ ${file} text)
  write_embedded(${target} ${output} "R\"embedded(${text})embedded\"" ${CMAKE_CURRENT_SOURCE_DIR}/${file})
endfunction()

# embed_manifests(target name output): the files of this name in the bundles of templates/, by the names of their kinds, as a list.
function(embed_manifests target name output)
  file(GLOB manifests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/templates/*/${name})
  set(entries "")
  foreach(manifest IN LISTS manifests)
    file(READ ${manifest} text)
    cmake_path(GET manifest PARENT_PATH folder)
    cmake_path(GET folder FILENAME kind)
    string(APPEND entries "{\"${kind}\", R\"embedded(${text})embedded\"},\n")
  endforeach()
  write_embedded(${target} ${output} "${entries}" ${manifests})
endfunction()

function(write_embedded target output GONGWEN_EMBEDDED)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${output} CONTENT "@GONGWEN_EMBEDDED@" @ONLY)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
