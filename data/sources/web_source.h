// What sources with a web API have in common.
#pragma once

#include <string>
#include <vector>

#include "data/sources/source.h"

namespace sleeve::data::sources {

/// How a source is reached: options, checked and filled in from SourceInfo.
struct Access {
  std::string base, covers_base;  // without a '/' at the end; covers_base empty: as answers say
  std::string key;
  int cover_size = 0;  // one of SourceInfo::cover_sizes
};

/// What to say of an address that is none, after where it stands; `example` is one. It is not
/// quoted if it may hold a password, and without its query, which may hold a key.
std::string no_address(const std::string& address, const std::string& example);

/// An address at a host, without a '/' at its end; `option` is what it was given by. Throws
/// InputError unless it is one.
std::string checked_base(const std::string& address, const std::string& option);

/// Throws InputError, as make_source.
Access checked_access(const SourceInfo& info, const SourceOptions& options);

class WebSource : public Source {
 public:
  WebSource(const SourceInfo& info, Access access) : info_(info), access_(std::move(access)) {}

  const SourceInfo& info() const final { return info_; }
  std::vector<Host> hosts() const final;
  http::Request cover_request(const Album& album) const final;

 protected:
  /// For JSON at base + path.
  http::Request listing_request(const std::string& path) const;
  const Access& access() const { return access_; }

 private:
  const SourceInfo& info_;
  Access access_;
};

/// What a cover is asked for with, wherever its address comes from.
http::Request image_request(const std::string& url);

}  // namespace sleeve::data::sources
