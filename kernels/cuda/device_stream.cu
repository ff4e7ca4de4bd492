#include <cstdlib>
#include <utility>

#include "kernels/cuda/device_stream.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

class Graph final : public Recording {
 public:
  Graph(cudaGraph_t graph, cudaStream_t stream) : stream_(stream) {
    const cudaError_t result = cudaGraphInstantiate(&executable_, graph, 0);
    cudaGraphDestroy(graph);
    check(result, "cannot make a graph of the recorded launches");
  }
  ~Graph() override { cudaGraphExecDestroy(executable_); }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  void replay() override {
    check(cudaGraphLaunch(executable_, stream_), "cannot launch the recorded launches");
  }

 private:
  cudaGraphExec_t executable_ = nullptr;
  cudaStream_t stream_;
};

/// The launches one by one.
class Repetition final : public Recording {
 public:
  explicit Repetition(std::function<void()> launches) : launches_(std::move(launches)) {}
  void replay() override { launches_(); }

 private:
  std::function<void()> launches_;
};

}  // namespace

bool waits_for_launches() {
  static const char* const variable = std::getenv("SLEEVE_SYNC_LAUNCHES");
  return variable != nullptr && variable[0] == '1';
}

void check(cudaError_t result, const std::string& what) {
  if (result == cudaSuccess) return;
  throw LaunchError(what + ": " + cudaGetErrorString(result) + " (" + cudaGetErrorName(result) +
                    ")");
}

Stream::Stream() {
  check(cudaStreamCreateWithFlags(&handle_, cudaStreamNonBlocking), "cannot make a CUDA stream");
}

Stream::~Stream() { cudaStreamDestroy(handle_); }

void Stream::synchronize() {
  check(cudaStreamSynchronize(handle_),
        "a kernel failed (SLEEVE_SYNC_LAUNCHES=1 in the environment names it)");
}

std::unique_ptr<Recording> Stream::record(const std::function<void()>& launches) {
  if (waits_for_launches()) return std::make_unique<Repetition>(launches);
  // Thread-local: what other host threads do, uploads for instance, is no business of the capture.
  check(cudaStreamBeginCapture(handle_, cudaStreamCaptureModeThreadLocal),
        "cannot record launches");
  recording_ = true;
  cudaGraph_t graph = nullptr;
  try {
    launches();
  } catch (...) {
    recording_ = false;
    cudaStreamEndCapture(handle_, &graph);  // fails with what made launches() throw
    cudaGraphDestroy(graph);
    throw;
  }
  recording_ = false;
  check(cudaStreamEndCapture(handle_, &graph), "cannot record launches");
  return std::make_unique<Graph>(graph, handle_);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
