#include "data/sources/web_source.h"

#include <algorithm>

#include "data/errors.h"
#include "data/http/url.h"
#include "data/sources/record.h"

namespace sleeve::data::sources {
namespace {

/// A page of a hundred albums with all their tags takes a tenth of it.
constexpr std::size_t kMostListingBytes = 4 << 20;
constexpr std::size_t kMostCoverBytes = 16 << 20;

std::string checked_key(const SourceInfo& info, const std::string& key) {
  if (info.key_variable.empty()) {
    if (!key.empty()) throw InputError(info.name + " has no use for a key");
    return {};
  }
  if (key.empty()) {
    throw InputError(info.name + " needs a key: put it into " + info.key_variable +
                     " or into a file that only you can read (--key-file)");
  }
  const bool printable =
      std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 127; });
  if (!printable) {
    throw InputError("the key for " + info.name +
                     " has characters in it that no key has (spaces, line breaks...)");
  }
  return key;
}

int checked_size(const SourceInfo& info, int wanted) {
  const auto& sizes = info.cover_sizes;
  const auto size = std::lower_bound(sizes.begin(), sizes.end(), wanted);
  if (wanted < 1 || size == sizes.end()) {
    throw InputError("covers of " + info.name + " have at most " + std::to_string(sizes.back()) +
                     " pixels a side, not " + std::to_string(wanted));
  }
  return *size;
}

}  // namespace

std::string no_address(const std::string& address, const std::string& example) {
  if (address.find('@') != std::string::npos) {
    return "an address must not hold a user name or password (before an '@'), and is to be like " +
           example;
  }
  const std::size_t query = address.find('?');
  std::string error = "'";
  error.append(clean_text(address.substr(0, query)));
  error.append(query == std::string::npos ? "'" : "?...'");
  return error.append(" is no address like ").append(example);
}

std::string checked_base(const std::string& address, const std::string& option) {
  const auto url = http::parse_url(address);
  if (!url || !http::is_web(*url) || url->text.find('?') != std::string::npos) {
    throw InputError(option + ": " + no_address(address, "https://host or http://host:port/path"));
  }
  std::string base = url->text;
  while (base.ends_with('/')) base.pop_back();
  return base;
}

Access checked_access(const SourceInfo& info, const SourceOptions& options) {
  if (!options.manifest.empty()) throw InputError(info.name + " has no use for a manifest");
  Access access;
  access.base = checked_base(options.base.empty() ? info.base : options.base, "--base");
  const std::string& covers = options.covers_base.empty() ? info.covers_base : options.covers_base;
  if (!covers.empty()) access.covers_base = checked_base(covers, "--covers-base");
  access.key = checked_key(info, options.key);
  access.cover_size = checked_size(info, options.cover_size);
  return access;
}

std::vector<Host> WebSource::hosts() const {
  std::vector<Host> hosts{{access_.base, info_.base_limit}};
  if (!access_.covers_base.empty()) hosts.push_back({access_.covers_base, info_.covers_limit});
  return hosts;
}

http::Request WebSource::cover_request(const Album& album) const {
  return image_request(album.cover_url);
}

http::Request WebSource::listing_request(const std::string& path) const {
  http::Request request;
  request.url = access_.base + path;
  request.headers = {{"Accept", "application/json"}};
  request.max_bytes = kMostListingBytes;
  return request;
}

http::Request image_request(const std::string& url) {
  http::Request request;
  request.url = url;
  request.headers = {{"Accept", "image/*"}};
  request.max_bytes = kMostCoverBytes;
  return request;
}

}  // namespace sleeve::data::sources
