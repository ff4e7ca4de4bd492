#include "apps/fetch/run.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "apps/fetch/fetch_folder.h"
#include "apps/fetch/key.h"
#include "apps/fetch/progress.h"
#include "apps/fetch/summary.h"
#include "apps/support/nearest.h"
#include "apps/support/program.h"
#include "apps/support/signals.h"
#include "apps/support/text_file.h"
#include "data/fetching/fetch.h"
#include "data/fetching/manifest_writer.h"
#include "data/fetching/rehearse.h"
#include "data/http/url.h"
#include "data/sha256.h"
#include "data/sources/errors.h"

namespace sleeve::apps {
namespace {

namespace fetching = data::fetching;
namespace http = data::http;
namespace sources = data::sources;

sources::SourceOptions source_options(const FetchSettings& settings) {
  sources::SourceOptions options;
  options.name = settings.source;
  options.base = settings.base;
  options.covers_base = settings.covers_base;
  options.key = source_key(settings, sources::source_called(settings.source));
  options.manifest = settings.manifest;
  options.cover_size = settings.cover_size;
  return options;
}

/// Throws InputError unless the source can do without it, or it can stand in a User-Agent.
void check_contact(const FetchSettings& settings, const sources::SourceInfo& source) {
  if (source.needs_contact && settings.contact.empty()) {
    throw InputError("--contact is required for " + source.name +
                     ": an address of mail or web at which it can reach you");
  }
  const auto fits = [](unsigned char c) { return c >= ' ' && c < 0x7F && c != '(' && c != ')'; };
  if (!std::all_of(settings.contact.begin(), settings.contact.end(), fits)) {
    throw InputError("--contact: plain ASCII without brackets is expected");
  }
}

http::ClientOptions client_options(const FetchSettings& settings, const sources::Source& source) {
  http::ClientOptions options;
  options.user_agent = "Sleeve/" + program_version() +
                       (settings.contact.empty() ? "" : " (" + settings.contact + ")");
  options.connections_per_host = settings.connections;
  for (const sources::Host& host : source.hosts()) {
    const std::optional<http::Url> url = http::parse_url(host.base);
    if (url && host.limit) options.rate_limits[http::authority(*url)] = *host.limit;
  }
  for (const std::string& base : {settings.base, settings.covers_base}) {
    if (const auto url = http::parse_url(base)) options.private_hosts.push_back(url->host);
  }
  if (!settings.certificates.empty()) {
    read_text(settings.certificates);  // a clear error, before anything is asked
    options.certificates = settings.certificates;
  }
  return options;
}

/// What a folder is begun with, and goes on with.
fetching::Settings journal_settings(const FetchSettings& settings) {
  fetching::Settings stored = {{"--source", settings.source},
                               {"--base", settings.base},
                               {"--covers-base", settings.covers_base},
                               {"--cover-size", std::to_string(settings.cover_size)}};
  if (!settings.manifest.empty()) {
    const std::string text = read_text(settings.manifest);
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    stored.emplace_back("a --manifest of SHA-256", data::sha256({bytes, text.size()}));
  }
  return stored;
}

/// The same with those genres that there are.
InputError with_nearest(const sources::UnknownGenre& error) {
  constexpr std::size_t kShown = 5;
  std::vector<std::string> names = nearest_first(error.genre, error.known);
  names.resize(std::min(names.size(), kShown));
  return InputError(std::string("--genres: ") + error.what() +
                    (names.empty() ? "" : "; the nearest are " + comma_separated(names)));
}

/// Of what a list of addresses says in vain.
void warn(const std::vector<std::string>& warnings) {
  constexpr std::size_t kShown = 10;
  const std::size_t shown = std::min(kShown, warnings.size());
  for (std::size_t i = 0; i < shown; ++i) {
    std::cerr << "fetch_covers: warning: " << warnings[i] << "\n";
  }
  if (warnings.size() > shown) {
    std::cerr << "fetch_covers: warning: and " << warnings.size() - shown << " more\n";
  }
}

/// Throws what says why genres have too few covers, if another run may find more.
void check_complete(const fetching::FetchStatus& status, std::int64_t per_genre) {
  for (const fetching::GenreStatus& genre : status.genres) {
    if (genre.covers >= per_genre) continue;
    if (!genre.trouble.empty()) throw std::runtime_error(genre.name + ": " + genre.trouble);
    if (status.put_off > 0) {
      throw std::runtime_error(genre.name +
                               ": not all covers could be had: " + status.put_off_reason);
    }
  }
}

class Run {
 public:
  explicit Run(const FetchSettings& settings)
      : settings_(settings),
        source_(sources::make_source(source_options(settings))),
        folder_(settings.out) {
    check_contact(settings, source_->info());
    client_ = client_options(settings, *source_);
    folder_.check();
    client_.limits_may_be_used = std::filesystem::exists(folder_.journal());
    warn(source_->warnings());
  }

  int list() {
    folder_.claim();
    fetching::Journal journal =
        fetching::Journal::rehearsal(folder_.journal(), journal_settings(settings_));
    fetching::RehearsalOptions options;
    options.genres = settings_.genres;
    options.per_genre = settings_.per_genre;
    options.stop = [] { return stop_signal() != 0; };
    options.show = [&](const std::string& genre, const sources::Album& album) {
      terminal_.line(genre + "\t" + album.release_date + "\t" + album.artist + "\t" + album.title +
                     "\t" + album.cover_url);
    };
    fetching::FetchStatus status;
    status.genres = fetching::rehearse(options, *source_, journal, client_);
    if (stop_signal() != 0) return kInterrupted;
    say_genres(status.genres, settings_.per_genre, terminal_);
    terminal_.line("nothing was fetched: --dry-run");
    check_complete(status, settings_.per_genre);
    return kDone;
  }

  int fetch() {
    folder_.open();
    fetching::Journal journal(folder_.journal(), journal_settings(settings_));
    fetching::CoverFolder covers(folder_.covers());
    const fetching::FetchStatus status = fetch_and_save(journal, covers);
    say_genres(status.genres, settings_.per_genre, terminal_);
    say_counts(status, journal, terminal_);
    terminal_.line("manifest      " + folder_.manifest().string() + ": " +
                   counted(manifest_lines_, "cover"));
    if (status.stopped) {
      terminal_.line("stopped by a signal, all saved; the same command goes on");
      return kInterrupted;
    }
    check_complete(status, settings_.per_genre);
    return kDone;
  }

 private:
  /// Whatever happens, the manifest lists what there is.
  fetching::FetchStatus fetch_and_save(fetching::Journal& journal, fetching::CoverFolder& covers) {
    FetchProgress progress(settings_.per_genre, terminal_);
    fetching::FetchOptions options;
    options.genres = settings_.genres;
    options.per_genre = settings_.per_genre;
    options.stop = [] { return stop_signal() != 0; };
    options.progress = [&](const fetching::FetchStatus& status) { progress.show(status); };
    try {
      const auto status = fetching::fetch(options, *source_, journal, covers, client_);
      save(journal);
      return status;
    } catch (...) {
      try {
        save(journal);
      } catch (const std::exception&) {  // the first error is the one to tell
      }
      throw;
    }
  }

  void save(fetching::Journal& journal) {
    manifest_lines_ = fetching::write_manifest(folder_.manifest(), FetchFolder::kCovers, journal,
                                               source_->info());
  }

  const FetchSettings& settings_;
  const std::unique_ptr<sources::Source> source_;
  FetchFolder folder_;
  http::ClientOptions client_;
  Terminal terminal_;
  std::size_t manifest_lines_ = 0;
};

}  // namespace

int fetch_covers(const FetchCommand& command) {
  const FetchSettings settings = fetch_settings(command);
  Run run(settings);
  catch_stop_signals();
  try {
    return settings.dry_run ? run.list() : run.fetch();
  } catch (const sources::UnknownGenre& error) {
    throw with_nearest(error);
  } catch (const std::invalid_argument&) {
    throw;
  } catch (const InputError&) {
    throw;
  } catch (const std::exception& error) {
    throw std::runtime_error(std::string(error.what()) +
                             "; all that was fetched is kept, and the same command goes on");
  }
}

}  // namespace sleeve::apps
