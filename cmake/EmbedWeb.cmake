# Puts the files under web/ into a target.
function(embed_web target)
  set(files texts/sv.txt texts/en.txt templates/layout.html templates/policy.html templates/difference.html
      styles/lofte.css)
  list(TRANSFORM files PREPEND ${CMAKE_SOURCE_DIR}/web/ OUTPUT_VARIABLE paths)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/web_files.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_SOURCE_DIR}/web "-DFILES=${files}" -DOUTPUT=${output}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    DEPENDS ${paths} ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    COMMENT "Embedding web/"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
