// The two compilations of this folder, by nvcc for the GPU and by the host's compiler for the
// fibers of kernels/simt, put what they define into different inline namespaces. One program links
// both: without that, the linker would take every function that both define from the same one of
// them.
#pragma once

#ifdef __CUDACC__
#define SLEEVE_TARGET on_device
#else
#define SLEEVE_TARGET on_host
#endif
