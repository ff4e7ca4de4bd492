// SLEEVE_UNROLL before a loop over registers: on the device it must disappear, or its arrays would
// lie in memory.
#pragma once

#ifdef __CUDACC__
#define SLEEVE_UNROLL _Pragma("unroll")
#else
#define SLEEVE_UNROLL
#endif
