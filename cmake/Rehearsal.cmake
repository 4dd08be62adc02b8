# The rehearsal: custody and what it stands on, compiled a second time for the simulation alone, with LOFTE_REHEARSAL
# defined: mistakes can be planted (src/base/planted.hpp), and there are few buckets. What users run is built without it.
# Optimised and without sanitizers, for the sake of many lives: the same lives run under them on the house as it is.
option(LOFTE_REHEARSAL "Build the simulation with planted bugs" OFF)
if(LOFTE_REHEARSAL AND CMAKE_BUILD_TYPE STREQUAL "Release")
  message(FATAL_ERROR "LOFTE_REHEARSAL is for builds that nobody runs a shop with")
endif()

# One library `name` of the sources and libraries of all these modules.
function(lofte_rehearse name)
  add_library(${name} STATIC)
  foreach(module ${ARGN})
    string(REPLACE "/" "_" module ${module})
    get_target_property(sources lofte_${module} SOURCES)
    list(FILTER sources EXCLUDE REGEX "\\.hpp$|rocksdb_")
    target_sources(${name} PRIVATE ${sources})
    get_target_property(libraries lofte_${module} LINK_LIBRARIES)
    list(FILTER libraries EXCLUDE REGEX "^lofte_|RocksDB")
    target_link_libraries(${name} PUBLIC ${libraries})
  endforeach()
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_compile_definitions(${name} PUBLIC LOFTE_REHEARSAL)
  target_compile_options(${name} PUBLIC -O2 -fno-sanitize=all)
  target_link_options(${name} PUBLIC -fno-sanitize=all)
  target_precompile_headers(${name} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp)
endfunction()
