# What the pages take from npm, and their tests, by package-lock.json: fetched once, then used without a network.
set(LOFTE_NODE_MODULES ${CMAKE_SOURCE_DIR}/node_modules)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/package-lock.json)

# Sets `variable` to the packages of a kind (dependencies, devDependencies) that are not there in the version that the
# lock names.
function(find_missing_packages variable kind)
  file(READ ${CMAKE_SOURCE_DIR}/package.json wanted)
  file(READ ${CMAKE_SOURCE_DIR}/package-lock.json lock)
  string(JSON count LENGTH "${wanted}" ${kind})
  math(EXPR last "${count} - 1")
  set(missing)
  foreach(i RANGE ${last})
    string(JSON name MEMBER "${wanted}" ${kind} ${i})
    string(JSON version GET "${lock}" packages node_modules/${name} version)
    set(there)
    if(EXISTS ${LOFTE_NODE_MODULES}/${name}/package.json)
      file(READ ${LOFTE_NODE_MODULES}/${name}/package.json package)
      string(JSON there GET "${package}" version)
    endif()
    if(NOT there STREQUAL version)
      list(APPEND missing "${name} ${version}")
    endif()
  endforeach()
  set(${variable} "${missing}" PARENT_SCOPE)
endfunction()

# Fetches what is missing of a kind, and sets `variable` to what is still missing then.
function(fetch_missing_packages variable kind)
  find_missing_packages(missing ${kind})
  find_program(NPM npm)
  if(missing AND NPM)
    message(STATUS "Fetching with npm: ${missing}")
    execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    find_missing_packages(missing ${kind})
  endif()
  set(${variable} "${missing}" PARENT_SCOPE)
endfunction()

function(need_node_modules)
  fetch_missing_packages(missing dependencies)
  if(missing)
    list(JOIN missing ", " names)
    message(FATAL_ERROR "The pages need ${names} in node_modules.\n"
      "With a network: install nodejs and npm (script/packages.txt), then run `npm ci --ignore-scripts` in "
      "${CMAKE_SOURCE_DIR}, and configure again.\n"
      "Without one: copy node_modules from a machine where that was done.")
  endif()
endfunction()
