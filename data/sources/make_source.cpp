#include "data/errors.h"
#include "data/sources/deezer.h"
#include "data/sources/manifest.h"
#include "data/sources/musicbrainz.h"
#include "data/sources/napster.h"
#include "data/sources/web_source.h"

namespace sleeve::data::sources {
namespace {

std::unique_ptr<Source> make_manifest(const SourceOptions& options) {
  if (options.manifest.empty()) throw InputError("the source manifest needs one (--manifest)");
  if (!options.base.empty() || !options.key.empty()) {
    throw InputError("the source manifest has no use for a base address or a key");
  }
  const std::string covers_base =
      options.covers_base.empty() ? "" : checked_base(options.covers_base, "--covers-base");
  return std::make_unique<Manifest>(read_address_list(options.manifest), covers_base);
}

}  // namespace

std::unique_ptr<Source> make_source(const SourceOptions& options) {
  const SourceInfo& info = source_called(options.name);
  if (info.name == "manifest") return make_manifest(options);
  Access access = checked_access(info, options);
  if (info.name == "musicbrainz") return std::make_unique<MusicBrainz>(info, std::move(access));
  if (info.name == "deezer") return std::make_unique<Deezer>(info, std::move(access));
  return std::make_unique<Napster>(info, std::move(access));
}

}  // namespace sleeve::data::sources
