# The sources that are compiled twice: by nvcc (kernels/cuda/CMakeLists.txt) and by the host compiler
# over the fibers of kernels/simt.
set(SLEEVE_GPU_SOURCES
  ${PROJECT_SOURCE_DIR}/kernels/cuda/launch.cu
  ${PROJECT_SOURCE_DIR}/kernels/cuda/scratch.cu)
