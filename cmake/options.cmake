# What a build can be asked for, and the flags that every target shares.
option(SLEEVE_TESTS "Build the tests" ON)
set(SLEEVE_SANITIZE "" CACHE STRING "Comma-separated sanitizers, e.g. address,undefined")
set(SLEEVE_CUDA AUTO CACHE STRING "Backends for NVIDIA devices: AUTO (if nvcc is found), ON or OFF")
set_property(CACHE SLEEVE_CUDA PROPERTY STRINGS AUTO ON OFF)
set(SLEEVE_CUDA_ARCHITECTURES "80-real;90" CACHE STRING
    "As CMAKE_CUDA_ARCHITECTURES: machine code for sm_80 and sm_90, and PTX for what comes later")
set(SLEEVE_IMAGE_FILES AUTO CACHE STRING
    "Data sets from image files: AUTO (if libwebp, libexif and OpenSSL are found), ON or OFF")
set_property(CACHE SLEEVE_IMAGE_FILES PROPERTY STRINGS AUTO ON OFF)
set(SLEEVE_FETCHING AUTO CACHE STRING
    "Covers from the web (fetch_covers): AUTO (if libcurl and SQLite are found), ON or OFF")
set_property(CACHE SLEEVE_FETCHING PROPERTY STRINGS AUTO ON OFF)
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
target_compile_options(sleeve_flags INTERFACE
  "$<$<COMPILE_LANGUAGE:C,CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Werror;-ffp-contract=off>"
  "$<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings;-fmad=false;--expt-relaxed-constexpr>"
  "$<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra,-Wshadow,-Werror,-ffp-contract=off>")
if(SLEEVE_SANITIZE)
  target_compile_options(sleeve_flags INTERFACE
    "$<$<COMPILE_LANGUAGE:C,CXX>:-fsanitize=${SLEEVE_SANITIZE};-fno-sanitize-recover=all>"
    "$<$<COMPILE_LANGUAGE:C,CXX>:-fno-omit-frame-pointer;-g1>")  # lines are all a report shows
  target_link_options(sleeve_flags INTERFACE -fsanitize=${SLEEVE_SANITIZE})
endif()
if(SLEEVE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SLEEVE_FUZZ needs clang: configure with -DCMAKE_CXX_COMPILER=clang++")
  endif()
  target_compile_options(sleeve_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
