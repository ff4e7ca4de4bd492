// One request and its answer: an easy handle of libcurl, and what it is told while it runs.
#pragma once

#include <curl/curl.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "data/http/message.h"
#include "data/http/problem.h"
#include "data/http/url.h"

namespace sleeve::data::http {

struct Answer {
  Response response;
  /// Of these headers; "" without.
  std::string location, retry_after;
};

struct TransferSpec {
  Url url;
  std::vector<Header> headers;
  std::string user_agent;
  std::string certificates;  ///< "": the system's
  std::size_t max_bytes;
  std::chrono::milliseconds time_limit, connect_limit;
  std::chrono::seconds stall_limit;
  /// Whether the host's address may be private or local.
  bool may_be_private;
  /// The connection is there, and the request goes out now, unless this returns false. Called again
  /// if it would go out again, since a connection kept from before turned out to be closed. Must
  /// not throw.
  std::function<bool()> sending;
};

/// Follows no redirects.
class Transfer {
 public:
  explicit Transfer(TransferSpec spec);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const { return easy_.get(); }

  /// Once libcurl is done with it, with the code it ended with.
  std::variant<Answer, Problem> result(CURLcode code);

 private:
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int before_request(void* self, char*, char*, int, int);
  static std::size_t header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t body(char* data, std::size_t size, std::size_t count, void* self);

  void set_options();
  void receive_header(const std::string& line);
  long info(CURLINFO what) const;

  struct Cleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  TransferSpec spec_;
  std::unique_ptr<curl_slist, Cleanup> headers_;
  std::array<char, CURL_ERROR_SIZE> detail_{};
  Answer answer_;
  std::string forbidden_;  ///< the address that the guard refused, and why
  bool is_cut_ = false;    ///< the body was longer than what is kept of it
  // Last: it points to the others.
  std::unique_ptr<CURL, Cleanup> easy_;
};

}  // namespace sleeve::data::http
