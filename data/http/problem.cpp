#include "data/http/problem.h"

#include <cstring>

namespace sleeve::data::http {
namespace {

std::string in_brackets(const std::string& text) { return text.empty() ? "" : " (" + text + ")"; }

std::string in_words(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(time).count();
  return seconds < 120 ? std::to_string(seconds) + " s" : std::to_string(seconds / 60) + " min";
}

}  // namespace

Problem problem_of(CURLcode code, const std::string& detail, long error_number) {
  const std::string system = error_number ? std::strerror(static_cast<int>(error_number)) : detail;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Failure::name_not_resolved, "no address was found for this host",
              "check its name, and the network connection"};
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
      return {Failure::no_connection, "no connection" + in_brackets(system),
              "check the network connection, and whether a server runs there"};
    case CURLE_SSL_CONNECT_ERROR:
      return {Failure::no_connection, "no agreement on TLS" + in_brackets(detail),
              "check whether it speaks https"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return {Failure::certificate, "its certificate is not accepted" + in_brackets(detail),
              "check this computer's clock, and whether the host is the right one"};
    case CURLE_SSL_CACERT_BADFILE:
      return {Failure::certificate, "certificates cannot be verified" + in_brackets(detail),
              "check the file of certificates, or install ca-certificates"};
    case CURLE_OPERATION_TIMEDOUT:
      return {Failure::timed_out, "it took too long" + in_brackets(detail)};
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
      return {Failure::malformed_answer, "its answer cannot be understood" + in_brackets(detail)};
    default:
      return {Failure::connection_lost,
              "the connection broke before the answer was whole" + in_brackets(detail)};
  }
}

Problem pause_too_long(std::chrono::nanoseconds asked, std::chrono::nanoseconds longest) {
  return {Failure::gave_up,
          "it asks to be left alone for " + in_words(asked) + ", longer than the " +
              in_words(longest) + " that are waited",
          "go on later"};
}

}  // namespace sleeve::data::http
