# What a build can be asked for, and the flags that every target shares.
option(SLEEVE_TESTS "Build the tests" ON)
set(SLEEVE_SANITIZE "" CACHE STRING "Comma-separated sanitizers, e.g. address,undefined")
option(SLEEVE_FUZZ "Build tests/fuzz with libFuzzer (clang only; best with SLEEVE_SANITIZE)" OFF)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
include(GNUInstallDirs)

add_library(sleeve_flags INTERFACE)
target_include_directories(sleeve_flags INTERFACE ${PROJECT_SOURCE_DIR})
# No contraction: where an fma is meant it is written, so the same source gives the same bits.
target_compile_options(sleeve_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror
                                              -ffp-contract=off)
if(SLEEVE_SANITIZE)
  target_compile_options(sleeve_flags INTERFACE -fsanitize=${SLEEVE_SANITIZE}
                                                -fno-sanitize-recover=all
                                                -fno-omit-frame-pointer -g)
  target_link_options(sleeve_flags INTERFACE -fsanitize=${SLEEVE_SANITIZE})
endif()
if(SLEEVE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SLEEVE_FUZZ needs clang: configure with -DCMAKE_CXX_COMPILER=clang++")
  endif()
  target_compile_options(sleeve_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
