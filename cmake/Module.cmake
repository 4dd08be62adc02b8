# A module is a folder under src/: every x.cpp in it is the module, every x_test.cpp its tests. What a module may
# include is what it names here, transitively; tests/layering_test.cpp holds the includes to it.
#
#   lofte_module(promise/retention USES promise/policy LIBRARIES date::date-tz)

include(Checks)

add_library(lofte_precompiled OBJECT ${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp)
target_precompile_headers(lofte_precompiled PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp)

set_property(GLOBAL PROPERTY lofte_module_lines "")

function(lofte_module folder)
  cmake_parse_arguments(module "" "" "USES;LIBRARIES;TEST_LIBRARIES" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.hpp)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*_test.cpp)
  list(FILTER headers EXCLUDE REGEX "_test\\.hpp$")  # for tests alone; they know where the source is
  list(REMOVE_ITEM sources ${tests} ${CMAKE_SOURCE_DIR}/src/${folder}/main.cpp)

  set(targets ${module_USES})
  list(TRANSFORM targets REPLACE "/" "_")
  list(TRANSFORM targets PREPEND lofte_)
  if(sources)
    add_library(lofte_${name} STATIC ${sources})
    target_include_directories(lofte_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(lofte_${name} PUBLIC ${targets} ${module_LIBRARIES} Threads::Threads)
    target_precompile_headers(lofte_${name} REUSE_FROM lofte_precompiled)
    target_sources(lofte_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src FILES ${headers})
    set_target_properties(lofte_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    lofte_tidy(lofte_${name} ${sources})
  else()
    add_library(lofte_${name} INTERFACE)
    target_include_directories(lofte_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(lofte_${name} INTERFACE ${targets} ${module_LIBRARIES} Threads::Threads)
  endif()
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test lofte_${name} ${module_TEST_LIBRARIES} GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE LOFTE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${folder} COMMAND ${name}_test)
    lofte_label_threads(${folder} ${name}_test ${tests})
  endif()
  list(JOIN module_USES " " uses)
  set_property(GLOBAL APPEND PROPERTY lofte_module_lines "${folder}: ${uses}")
endfunction()

# Writes the declared dependencies where the layering test reads them.
function(finish_modules)
  get_property(lines GLOBAL PROPERTY lofte_module_lines)
  list(JOIN lines "\n" text)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/modules.txt CONTENT "${text}\n")
endfunction()
