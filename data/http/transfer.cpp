#include "data/http/transfer.h"

#include <unistd.h>

#include <algorithm>
#include <new>
#include <utility>

#include "data/http/address_guard.h"

namespace sleeve::data::http {
namespace {

/// Slower than this is a stall.
constexpr long kStallBytesPerSecond = 64;

bool is_success(int status) { return status >= 200 && status <= 299; }

/// The value if the line is that header's. `name` in lower case.
bool is_header(const std::string& line, const std::string& name, std::string& value) {
  if (line.size() <= name.size() || line[name.size()] != ':') return false;
  for (std::size_t i = 0; i < name.size(); ++i)
    if ((line[i] | 0x20) != name[i] && line[i] != name[i]) return false;
  const auto first = line.find_first_not_of(" \t", name.size() + 1);
  const auto last = line.find_last_not_of(" \t\r\n");
  value = first == std::string::npos || last < first ? "" : line.substr(first, last - first + 1);
  return true;
}

}  // namespace

Transfer::Transfer(TransferSpec spec) : spec_(std::move(spec)), easy_(curl_easy_init()) {
  if (!easy_) throw std::bad_alloc();
  answer_.response.url = spec_.url.text;
  for (const Header& header : spec_.headers) {
    curl_slist* longer =
        curl_slist_append(headers_.get(), (header.name + ": " + header.value).c_str());
    if (!longer) throw std::bad_alloc();
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  }
  set_options();
}

void Transfer::set_options() {
  const auto set = [this](CURLoption option, auto value) {
    if (curl_easy_setopt(easy_.get(), option, value) != CURLE_OK) throw std::bad_alloc();
  };
  set(CURLOPT_URL, spec_.url.text.c_str());
  set(CURLOPT_HTTPHEADER, headers_.get());
  set(CURLOPT_USERAGENT, spec_.user_agent.c_str());
  if (!spec_.certificates.empty()) {
    set(CURLOPT_CAINFO, spec_.certificates.c_str());
    set(CURLOPT_CAPATH, nullptr);
  }
  set(CURLOPT_PROXY, "");
  set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // Rather wait for a connection that may be shared than open one for each.
  set(CURLOPT_PIPEWAIT, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(spec_.connect_limit.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(spec_.time_limit.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, kStallBytesPerSecond);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(spec_.stall_limit.count()));
#if LIBCURL_VERSION_NUM >= 0x075700
  // Whoever stops does not wait for a name server.
  set(CURLOPT_QUICK_EXIT, 1L);
#endif
  set(CURLOPT_ERRORBUFFER, detail_.data());
  set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_PREREQFUNCTION, &Transfer::before_request);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Transfer::header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Transfer::body);
  set(CURLOPT_WRITEDATA, this);
}

curl_socket_t Transfer::open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  Transfer& self = *static_cast<Transfer*>(user);
  if (!self.spec_.may_be_private) {
    if (const auto why = why_not_public(address->addr)) {
      self.forbidden_ = to_string(address->addr) + ", " + *why;
      return CURL_SOCKET_BAD;
    }
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int Transfer::before_request(void* user, char*, char*, int, int) {
  return static_cast<Transfer*>(user)->spec_.sending() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::size_t Transfer::header(char* data, std::size_t size, std::size_t count, void* user) {
  static_cast<Transfer*>(user)->receive_header({data, size * count});
  return size * count;
}

void Transfer::receive_header(const std::string& line) {
  // A new answer: what came before was an interim one.
  if (line.starts_with("HTTP/")) {
    answer_.location.clear();
    answer_.retry_after.clear();
    answer_.response.content_type.clear();
  }
  is_header(line, "location", answer_.location) ||
      is_header(line, "retry-after", answer_.retry_after) ||
      is_header(line, "content-type", answer_.response.content_type);
}

std::size_t Transfer::body(char* data, std::size_t size, std::size_t count, void* user) {
  Transfer& self = *static_cast<Transfer*>(user);
  auto& body = self.answer_.response.body;
  const bool success = is_success(static_cast<int>(self.info(CURLINFO_RESPONSE_CODE)));
  const std::size_t most =
      success ? self.spec_.max_bytes : std::min(self.spec_.max_bytes, kErrorBodyBytes);
  const std::size_t kept = std::min(size * count, most - body.size());
  body.insert(body.end(), data, data + kept);
  self.is_cut_ = kept < size * count;
  return kept;
}

long Transfer::info(CURLINFO what) const {
  long value = 0;
  curl_easy_getinfo(easy_.get(), what, &value);
  return value;
}

std::variant<Answer, Problem> Transfer::result(CURLcode code) {
  answer_.response.status = static_cast<int>(info(CURLINFO_RESPONSE_CODE));
  if (is_cut_ && is_success(answer_.response.status))
    return Problem{Failure::too_large,
                   "it is larger than " + std::to_string(spec_.max_bytes) + " bytes"};
  if (code == CURLE_OK || is_cut_) return std::move(answer_);
  if (code == CURLE_COULDNT_CONNECT && !forbidden_.empty())
    return Problem{Failure::forbidden_address, "it is at " + forbidden_,
                   "only hosts that were named as a base address may be at such"};
  return problem_of(code, detail_.data(), info(CURLINFO_OS_ERRNO));
}

}  // namespace sleeve::data::http
