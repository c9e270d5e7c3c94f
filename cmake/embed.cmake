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

# rekey_embed_texts(<target> <name> <folder>): compiles a folder of text catalogues (one JSON file a language) into the table
# rekey::embedded::<name> of the generated header "embedded/<name>.hpp".
function(rekey_embed_texts target name folder)
  set(dir ${CMAKE_BINARY_DIR}/generated/embedded)
  file(MAKE_DIRECTORY ${dir})
  file(GLOB catalogues CONFIGURE_DEPENDS ${folder}/*.json)
  file(WRITE ${dir}/${name}.hpp.in "#pragma once\n#include <span>\n\n#include \"embedded/texts.hpp\"\n\nnamespace rekey::embedded {\nextern const std::span<const Language> ${name};\n}\n")
  configure_file(${dir}/${name}.hpp.in ${dir}/${name}.hpp COPYONLY)
  configure_file(${CMAKE_SOURCE_DIR}/cmake/embed_texts.hpp.in ${dir}/texts.hpp COPYONLY)
  add_custom_command(OUTPUT ${dir}/${name}.cpp
    COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/tools/catalogue_to_cpp.py ${name} ${folder} ${dir}/${name}.cpp
    DEPENDS ${catalogues} ${CMAKE_SOURCE_DIR}/tools/catalogue_to_cpp.py VERBATIM)
  target_sources(${target} PRIVATE ${dir}/${name}.cpp)
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()
