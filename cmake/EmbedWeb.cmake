# Puts the files under web/ into a target, and what they use from npm.
include(NodeModules)

function(embed_web target)
  need_node_modules()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/web
       ${CMAKE_SOURCE_DIR}/web/*.txt ${CMAKE_SOURCE_DIR}/web/*.html ${CMAKE_SOURCE_DIR}/web/*.css ${CMAKE_SOURCE_DIR}/web/*.js
       ${CMAKE_SOURCE_DIR}/web/*.svg)
  set(module_files uplot/dist/uPlot.iife.min.js uplot/dist/uPlot.min.css uplot/LICENSE)
  list(TRANSFORM files PREPEND ${CMAKE_SOURCE_DIR}/web/ OUTPUT_VARIABLE paths)
  list(TRANSFORM module_files PREPEND ${LOFTE_NODE_MODULES}/ OUTPUT_VARIABLE module_paths)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/web_files.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_SOURCE_DIR}/web "-DFILES=${files}"
            -DMODULES=${LOFTE_NODE_MODULES} "-DMODULE_FILES=${module_files}" -DOUTPUT=${output}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    DEPENDS ${paths} ${module_paths} ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    COMMENT "Embedding web/"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
