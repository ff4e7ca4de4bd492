# The sources that are compiled twice: by nvcc (kernels/cuda/CMakeLists.txt) and by the host compiler
# over the fibers of kernels/simt (kernels/simt/CMakeLists.txt).
set(SLEEVE_GPU_SOURCES
  batches.cu
  channel_partials.cu
  diversity.cu
  gather_convolution.cu
  gather_convolution_bf16.cu
  gather_convolution_f32.cu
  gather_convolution_tf32.cu
  gpu_backend.cu
  grids.cu
  launch.cu
  layers.cu
  losses.cu
  materialize.cu
  normalization.cu
  optimizer.cu
  random.cu
  scratch.cu
  ssim.cu
  ssim_tiling.cu
  thin_down.cu
  thin_up.cu
  weight_gradient.cu
  weight_gradient_bf16.cu
  weight_gradient_f32.cu
  weight_gradient_tf32.cu)
list(TRANSFORM SLEEVE_GPU_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/kernels/cuda/)
