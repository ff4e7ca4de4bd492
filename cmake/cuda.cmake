# Whether this build has the cuda and library backends: sets SLEEVE_WITH_CUDA and, if it has,
# enables the CUDA language for SLEEVE_CUDA_ARCHITECTURES.
include(CheckLanguage)

set(SLEEVE_WITH_CUDA OFF)
if(SLEEVE_CUDA STREQUAL "AUTO" AND SLEEVE_SANITIZE)
  message(STATUS "CUDA: off in a build with sanitizers (-DSLEEVE_CUDA=ON insists)")
elseif(NOT SLEEVE_CUDA STREQUAL "OFF")
  # nvcc is often installed without being on the PATH.
  find_program(SLEEVE_NVCC nvcc HINTS ENV CUDACXX ENV CUDA_PATH ENV CUDA_HOME
               PATHS /usr/local/cuda /opt/cuda PATH_SUFFIXES bin DOC "The CUDA compiler")
  if(SLEEVE_NVCC AND NOT CMAKE_CUDA_COMPILER AND NOT DEFINED ENV{CUDACXX})
    set(ENV{CUDACXX} ${SLEEVE_NVCC})
  endif()
  set(CMAKE_CUDA_ARCHITECTURES ${SLEEVE_CUDA_ARCHITECTURES})
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    enable_language(CUDA)
    set(SLEEVE_WITH_CUDA ON)
    message(STATUS "CUDA: on, ${CMAKE_CUDA_COMPILER} ${CMAKE_CUDA_COMPILER_VERSION}, "
                   "architectures ${SLEEVE_CUDA_ARCHITECTURES}")
  elseif(SLEEVE_CUDA STREQUAL "AUTO")
    message(STATUS "CUDA: off, no working nvcc was found (CUDACXX names one); "
                   "the backends are reference, cpu and simt")
  else()
    message(FATAL_ERROR "SLEEVE_CUDA is ON, but no working nvcc was found: put it on the PATH, name "
                        "it in the environment variable CUDACXX, or configure with "
                        "-DSLEEVE_CUDA=OFF")
  endif()
else()
  message(STATUS "CUDA: off, as asked for")
endif()

if(SLEEVE_WITH_CUDA)
  if(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 12.0)
    message(FATAL_ERROR "Sleeve's kernels are C++20: they need CUDA 12.0 or later, "
                        "${CMAKE_CUDA_COMPILER} is ${CMAKE_CUDA_COMPILER_VERSION}; update it or "
                        "configure with -DSLEEVE_CUDA=OFF")
  endif()
  find_package(CUDAToolkit REQUIRED)
  # CMake learned only after 3.25 that nvcc knows C++20.
  if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
  endif()
  set(CMAKE_CUDA_STANDARD 20)
  set(CMAKE_CUDA_STANDARD_REQUIRED ON)
endif()

# The library backend: cuBLAS comes with the toolkit, cuDNN often apart from it, and in Python's
# packages without the name that a linker looks for.
set(SLEEVE_WITH_LIBRARY OFF)
if(SLEEVE_WITH_CUDA)
  find_path(SLEEVE_CUDNN_INCLUDE cudnn.h HINTS ${CUDAToolkit_INCLUDE_DIRS}
            DOC "The folder of cudnn.h")
  find_library(SLEEVE_CUDNN NAMES cudnn libcudnn.so.9
               HINTS ${CUDAToolkit_LIBRARY_DIR} ${SLEEVE_CUDNN_INCLUDE}/../lib DOC "cuDNN")
  if(SLEEVE_CUDNN_INCLUDE AND SLEEVE_CUDNN AND TARGET CUDA::cublas)
    set(SLEEVE_WITH_LIBRARY ON)
    add_library(sleeve_cudnn INTERFACE)
    target_include_directories(sleeve_cudnn SYSTEM INTERFACE ${SLEEVE_CUDNN_INCLUDE})
    target_link_libraries(sleeve_cudnn INTERFACE ${SLEEVE_CUDNN})
    message(STATUS "Library backend: on, ${SLEEVE_CUDNN}")
  else()
    message(STATUS "Library backend: off, cuDNN or cuBLAS was not found "
                   "(SLEEVE_CUDNN_INCLUDE and SLEEVE_CUDNN name cuDNN)")
  endif()
endif()
