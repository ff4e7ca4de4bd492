// Requests on their way side by side: a multi handle of libcurl.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <optional>

namespace sleeve::data::http {

/// Functions that are not noexcept throw std::runtime_error if libcurl fails, for want of memory.
class Multi {
 public:
  /// With so many connections to one host at most. Throws std::runtime_error: libcurl cannot be
  /// started.
  explicit Multi(int connections_per_host);

  /// Starts it. It must be removed before it ends.
  void add(CURL* easy);
  void remove(CURL* easy) noexcept { curl_multi_remove_handle(multi_.get(), easy); }

  /// Does what can be done without waiting.
  void perform();
  struct Done {
    CURL* easy = nullptr;
    CURLcode code = CURLE_OK;
  };
  /// One that libcurl is done with, each once.
  std::optional<Done> next_done();

  /// Until there is something to do, `wake` was called, or the time is over.
  void wait(std::chrono::milliseconds most);
  /// From any thread.
  void wake() noexcept { curl_multi_wakeup(multi_.get()); }

 private:
  struct Cleanup {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };
  std::unique_ptr<CURLM, Cleanup> multi_;
};

}  // namespace sleeve::data::http
