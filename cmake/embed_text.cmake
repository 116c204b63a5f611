# embed_text(target file output): writes the text of `file` as a raw string literal to `output`, which a source of the
# target includes.
function(embed_text target file output)
  file(READ ${file} GONGWEN_EMBEDDED_TEXT)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${output} CONTENT
    "R\"embedded(@GONGWEN_EMBEDDED_TEXT@)embedded\"" @ONLY)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
