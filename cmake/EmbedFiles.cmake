# Writes a C++ file that holds the files under web/, so that the program runs from anywhere.
#   cmake -DFOLDER=… -DFILES=a;b -DOUTPUT=… -P EmbedFiles.cmake
set(code "// Made by cmake/EmbedFiles.cmake from the files under web/.\n#include \"edge/pages/embedded.hpp\"\n\n")
string(APPEND code "namespace lofte::edge::pages {\n\nstd::span<EmbeddedFile const> embedded_files() {\n")
string(APPEND code "  static constexpr EmbeddedFile files[] = {\n")
foreach(file IN LISTS FILES)
  file(READ ${FOLDER}/${file} content)
  file(SHA256 ${FOLDER}/${file} digest)
  string(SUBSTRING ${digest} 0 16 digest)
  string(APPEND code "      {\"${file}\", \"${digest}\", R\"file(${content})file\"},\n")
endforeach()
string(APPEND code "  };\n  return files;\n}\n\n}  // namespace lofte::edge::pages\n")
file(WRITE ${OUTPUT} "${code}")
