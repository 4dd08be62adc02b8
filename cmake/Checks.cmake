# Checks beside the tests. script/test runs them all.
#   tidy             clang-tidy on every source that has been compiled anew since its last look
#   threaded_tests   the tests that start threads, to be run under ThreadSanitizer
find_program(CLANG_TIDY clang-tidy-19)
add_custom_target(tidy)
add_custom_target(threaded_tests)

# Beast and Asio are left out: clang-tidy needs most of a minute for each file that sees them.
function(lofte_tidy target)
  if(NOT CLANG_TIDY)
    return()
  endif()
  set(marks)
  foreach(source ${ARGN})
    file(STRINGS ${source} heavy REGEX "#include (<boost/(asio|beast)|\"edge/http/(wire|connection))")
    if(heavy)
      continue()
    endif()
    file(RELATIVE_PATH path ${CMAKE_CURRENT_SOURCE_DIR} ${source})
    set(mark ${CMAKE_BINARY_DIR}/tidy/${path}.ok)
    get_filename_component(folder ${mark} DIRECTORY)
    add_custom_command(OUTPUT ${mark}
      COMMAND ${CLANG_TIDY} --quiet -p ${CMAKE_BINARY_DIR} ${source}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
      COMMAND ${CMAKE_COMMAND} -E touch ${mark}
      DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/${path}.o ${CMAKE_SOURCE_DIR}/.clang-tidy
      COMMENT "clang-tidy ${path}" VERBATIM)
    list(APPEND marks ${mark})
  endforeach()
  add_custom_target(tidy_${target} DEPENDS ${marks})
  add_dependencies(tidy tidy_${target})
endfunction()

function(lofte_label_threads test target)
  foreach(source ${ARGN})
    file(STRINGS ${source} threads REGEX "#include <(thread|future|barrier|latch|stop_token)>|edge/http/server.hpp")
    if(threads)
      set_tests_properties(${test} PROPERTIES LABELS threads)
      add_dependencies(threaded_tests ${target})
    endif()
  endforeach()
endfunction()
