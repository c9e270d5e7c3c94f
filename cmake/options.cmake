option(REKEY_UNITY "Compile small translation units together" OFF)
set(REKEY_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined or thread")
option(REKEY_FUZZ "Build the libFuzzer targets" OFF)

find_program(REKEY_CCACHE ccache)
if(REKEY_CCACHE)
  # Paths are hashed relative to the sources, so that a fresh clone finds what another one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${REKEY_CCACHE})
endif()

# Everything is compiled with the same flags; rooms link this target.
add_library(rekey_flags INTERFACE)
target_compile_options(rekey_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wno-unused-command-line-argument -Werror
  -fno-omit-frame-pointer -fstack-protector-strong -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_compile_definitions(rekey_flags INTERFACE BOOST_ASIO_NO_DEPRECATED $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
target_link_options(rekey_flags INTERFACE -fuse-ld=lld -Wl,-z,relro,-z,now)
target_include_directories(rekey_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
if(REKEY_SANITIZE)
  target_compile_options(rekey_flags INTERFACE -fsanitize=${REKEY_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(rekey_flags INTERFACE -fsanitize=${REKEY_SANITIZE})
endif()
if(REKEY_FUZZ)
  target_compile_options(rekey_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
set(CMAKE_UNITY_BUILD ${REKEY_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)
