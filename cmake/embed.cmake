# rekey_embed(<target> <name> <file>): makes the file's bytes available as `extern const std::string_view rekey::embedded::<name>` in
# the generated header "embedded/<name>.hpp". By clang's #embed; the hash tells a compiler cache, which does not see that file, when it
# changed.
function(rekey_embed target name file)
  set(dir ${CMAKE_BINARY_DIR}/generated/embedded)
  file(SHA256 ${file} hash)
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(CONFIGURE OUTPUT ${dir}/${name}.hpp CONTENT
    "#pragma once\n#include <string_view>\n\nnamespace rekey::embedded {\nextern const std::string_view ${name};\n}\n")
  file(CONFIGURE OUTPUT ${dir}/${name}.cpp CONTENT "// ${hash}
#include \"embedded/${name}.hpp\"

namespace rekey::embedded {
namespace {
constexpr char kBytes[] = {
#embed \"${file}\"
};
}  // namespace
const std::string_view ${name}{kBytes, sizeof kBytes};
}  // namespace rekey::embedded
")
  target_sources(${target} PRIVATE ${dir}/${name}.cpp)
  set_source_files_properties(${dir}/${name}.cpp TARGET_DIRECTORY ${target} PROPERTIES COMPILE_OPTIONS -Wno-c23-extensions)
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
