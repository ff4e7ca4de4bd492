// What every device promises beside launches: memory, copies, recordings, downloads and uploads
// that go on beside launches.
#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "kernels/backend.h"
#include "tests/kernels/backends.h"
#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/schedule_inputs.h"

namespace sleeve::kernels {
namespace {

using cases::uniform;

constexpr std::size_t kCount = 1000;

/// An array of kCount values on a device.
class Array {
 public:
  Array(Device& device, const std::vector<float>& values)
      : device_(device), memory_(static_cast<float*>(device.allocate(kCount * sizeof(float)))) {
    set(values);
  }
  ~Array() { device_.free(memory_); }
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;

  operator float*() const { return memory_; }
  void set(const std::vector<float>& values) {
    device_.upload(memory_, values.data(), kCount * sizeof(float));
  }
  std::vector<float> values() const {
    std::vector<float> values(kCount);
    device_.download(values.data(), memory_, kCount * sizeof(float));
    return values;
  }

 private:
  Device& device_;
  float* memory_;
};

/// Memory of Device::allocate_host for kCount values.
class HostArray {
 public:
  HostArray(Device& device, const std::vector<float>& values)
      : device_(device),
        memory_(static_cast<float*>(device.allocate_host(kCount * sizeof(float)))) {
    std::memcpy(memory_, values.data(), kCount * sizeof(float));
  }
  ~HostArray() { device_.free_host(memory_); }
  HostArray(const HostArray&) = delete;
  HostArray& operator=(const HostArray&) = delete;
  operator float*() const { return memory_; }

 private:
  Device& device_;
  float* memory_;
};

/// Some launches that build on each other, a copy and a zeroing among them.
class Launches {
 public:
  explicit Launches(Backend& backend)
      : backend_(backend),
        state_(static_cast<StepState*>(backend.device().allocate(sizeof(StepState)))),
        noise_(backend.device(), zeros()),
        sum_(backend.device(), uniform(1, kCount)),
        copy_(backend.device(), zeros()) {
    const StepState state = cases::state_at(3);
    backend.device().upload(state_, &state, sizeof(StepState));
  }
  ~Launches() { backend_.device().free(state_); }
  Launches(const Launches&) = delete;
  Launches& operator=(const Launches&) = delete;

  void launch() {
    Device& device = backend_.device();
    backend_.advance(state_);
    backend_.draw(state_, 5, Distribution::kNormal, 1, int(kCount), noise_, int(kCount));
    device.zero(noise_, 10 * sizeof(float));
    backend_.add(sum_, noise_, kCount, sum_);
    device.copy(copy_, sum_, kCount * sizeof(float));
    backend_.moving_average(state_, sum_, copy_, kCount);
  }
  std::vector<std::vector<float>> values() const {
    return {noise_.values(), sum_.values(), copy_.values()};
  }
  static std::vector<float> zeros() { return std::vector<float>(kCount, 0); }

 private:
  Backend& backend_;
  StepState* state_;
  Array noise_, sum_, copy_;
};

template <typename Check>
void for_each_backend(Check check) {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    check(*make_backend(name, 2));
  }
}

/// Devices that have memory of their own: everything but the memory of this process.
template <typename Check>
void for_each_device_memory(Check check) {
  for_each_backend([&](Backend& backend) {
    if (!backend.device().reads_host_memory()) check(backend);
  });
}

TEST_CASE("a recording runs nothing; replayed, it gives the bits of direct launches") {
  for_each_backend([](Backend& backend) {
    Launches direct(backend), recorded(backend);
    direct.launch();
    recorded.launch();
    const auto before = recorded.values();
    CHECK(before == direct.values());
    const auto recording = backend.device().record([&] { recorded.launch(); });
    CHECK(recorded.values() == before);
    for (int times = 0; times < 3; ++times) {
      direct.launch();
      recording->replay();
    }
    CHECK(recorded.values() == direct.values());
    CHECK(recorded.values() != before);
  });
}

TEST_CASE("launches beside a recording go in between") {
  for_each_backend([](Backend& backend) {
    Launches direct(backend), recorded(backend);
    const auto recording = backend.device().record([&] { recorded.launch(); });
    recorded.launch();
    recording->replay();
    recorded.launch();
    for (int times = 0; times < 3; ++times) direct.launch();
    CHECK(recorded.values() == direct.values());
  });
}

TEST_CASE("the arguments of recorded launches are those of the recording") {
  for_each_device_memory([](Backend& backend) {
    Array a(backend.device(), uniform(1, kCount)), b(backend.device(), uniform(2, kCount));
    Array first(backend.device(), Launches::zeros()), second(backend.device(), Launches::zeros());
    float* out = first;
    const auto recording = backend.device().record([&] { backend.add(a, b, kCount, out); });
    out = second;
    recording->replay();
    CHECK(first.values() != Launches::zeros());
    CHECK(second.values() == Launches::zeros());
  });
}

TEST_CASE("a recording that fails leaves the device as it was") {
  for_each_device_memory([](Backend& backend) {
    Array a(backend.device(), uniform(1, kCount)), b(backend.device(), Launches::zeros());
    CHECK_THROWS_WITH(backend.device().record([&] {
      backend.add(a, a, kCount, b);
      throw std::runtime_error("stop");
    }),
                      "stop");
    CHECK(b.values() == Launches::zeros());
    backend.add(a, b, kCount, b);
    CHECK(b.values() == a.values());
  });
}

TEST_CASE("what is read back is what was there when it was asked for") {
  for_each_backend([](Backend& backend) {
    const std::vector<float> before = uniform(1, kCount), after = uniform(2, kCount);
    Array array(backend.device(), before), other(backend.device(), after);
    const std::size_t bytes = kCount * sizeof(float);
    const auto first = backend.device().read_back(array, bytes);
    backend.device().copy(array, other, bytes);
    const auto second = backend.device().read_back(array, bytes);
    backend.device().zero(array, bytes);
    CHECK(std::memcmp(second->wait(), after.data(), bytes) == 0);
    CHECK(std::memcmp(first->wait(), before.data(), bytes) == 0);
    CHECK(first->ready());
  });
}

TEST_CASE("a readback may outlast the ones after it") {
  for_each_backend([](Backend& backend) {
    const std::size_t bytes = kCount * sizeof(float);
    const std::vector<float> before = uniform(1, kCount);
    Array array(backend.device(), before);
    const auto kept = backend.device().read_back(array, bytes);
    backend.device().zero(array, bytes);
    for (int times = 0; times < 3; ++times) backend.device().read_back(array, bytes)->wait();
    CHECK(std::memcmp(kept->wait(), before.data(), bytes) == 0);
  });
}

TEST_CASE("launches that are held see what was uploaded beside them") {
  for_each_backend([](Backend& backend) {
    const std::vector<float> first = uniform(1, kCount), second = uniform(2, kCount);
    Device& device = backend.device();
    const std::size_t bytes = kCount * sizeof(float);
    const HostArray from_first(device, first), from_second(device, second);
    Array staged(device, Launches::zeros()), out(device, Launches::zeros());
    const auto uploads = device.make_upload_queue();
    uploads->upload(staged, from_first, bytes);
    uploads->hold_launches();
    device.copy(out, staged, bytes);
    uploads->wait_for_launches();
    uploads->upload(staged, from_second, bytes);
    uploads->finish();
    CHECK(out.values() == first);
    CHECK(staged.values() == second);
  });
}

TEST_CASE("a device out of memory says what was asked for and what is free") {
  for_each_device_memory([](Backend& backend) {
    const std::size_t bytes = std::size_t{1} << 60;
    const std::string free = std::to_string(backend.device().free_memory());
    try {
      backend.device().allocate(bytes);
      FAIL("2^60 bytes were there");
    } catch (const OutOfMemory& error) {
      const std::string message = error.what();
      CHECK_MESSAGE(
          message.find(std::to_string(bytes) + " bytes were asked for") != std::string::npos,
          message);
      CHECK_MESSAGE(message.find(free + " of ") != std::string::npos, message);
    }
  });
}

TEST_CASE("memory that is taken is no longer free, until it is given back") {
  for_each_device_memory([](Backend& backend) {
    constexpr std::size_t kBytes = std::size_t{64} << 20;
    Device& device = backend.device();
    const std::size_t before = device.free_memory();
    void* memory = device.allocate(kBytes);
    CHECK(device.free_memory() <= before - kBytes);
    device.free(memory);
    device.synchronize();
    CHECK(device.free_memory() > before - kBytes);
  });
}

}  // namespace
}  // namespace sleeve::kernels
