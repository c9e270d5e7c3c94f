# rekey_embed(<target> <namespace::name> <file>): makes the file's bytes available as
# `extern const std::string_view <name>` in the generated header "embedded/<name>.hpp".
function(rekey_embed target name file)
  set(dir ${CMAKE_BINARY_DIR}/generated/embedded)
  set(out ${dir}/${name}.cpp)
  file(MAKE_DIRECTORY ${dir})
  file(WRITE ${dir}/${name}.hpp.in "#pragma once\n#include <string_view>\nnamespace rekey::embedded {\nextern const std::string_view ${name};\n}\n")
  configure_file(${dir}/${name}.hpp.in ${dir}/${name}.hpp COPYONLY)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DIN=${file} -DOUT=${out} -DNAME=${name} -P ${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake
    DEPENDS ${file} ${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake VERBATIM)
  target_sources(${target} PRIVATE ${out})
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()
