#include "apps/evaluate/stages.h"

#include "apps/support/signals.h"

namespace sleeve::apps {
namespace {

constexpr std::chrono::milliseconds kRedraw{250};

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

void Stages::begin(const std::string& name, std::uint64_t total) {
  name_ = name;
  total_ = total;
  begin_ = Clock::now();
  drawn_ = {};
  advance(0);
}

void Stages::advance(std::uint64_t done, const std::string& figures) {
  if (stop_signal() != 0) throw Stopped{};
  if (!terminal_.live() || Clock::now() - drawn_ < kRedraw) return;
  drawn_ = Clock::now();
  std::string text = name_ + " " + std::to_string(done) + "/" + std::to_string(total_);
  if (done > 0) {
    const double left = seconds_since(begin_) / double(done) * double(total_ - done);
    text += "  " + clock_text(left) + " left";
  }
  terminal_.live_line(text + (figures.empty() ? "" : "  " + figures));
}

void Stages::end(const std::string& figures) {
  terminal_.line(name_ + " " + std::to_string(total_) + ": " + clock_text(seconds_since(begin_)) +
                 (figures.empty() ? "" : ", " + figures));
}

}  // namespace sleeve::apps
