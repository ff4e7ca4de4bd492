#include "apps/fetch/run.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "apps/fetch/fetch_folder.h"
#include "apps/fetch/host_locks.h"
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
void check_complete(const std::vector<fetching::GenreStatus>& genres, std::int64_t per_genre) {
  for (const fetching::GenreStatus& genre : genres) {
    if (genre.covers >= per_genre) continue;
    if (!genre.trouble.empty()) throw std::runtime_error(genre.name + ": " + genre.trouble);
    if (!genre.put_off.empty()) {
      throw std::runtime_error(genre.name + ": not all covers could be had: " + genre.put_off);
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
    warn(source_->warnings());
  }

  int list() {
    folder_.claim();
    lock_hosts();
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
    const auto genres = fetching::rehearse(options, *source_, journal, client_);
    if (stop_signal() != 0) return kInterrupted;
    say_genres(genres, settings_.per_genre, terminal_);
    terminal_.line("nothing was fetched: --dry-run");
    check_complete(genres, settings_.per_genre);
    return kDone;
  }

  int fetch() {
    folder_.claim();
    lock_hosts();
    folder_.make();
    fetching::Journal journal(folder_.journal(), journal_settings(settings_));
    fetching::CoverFolder covers(folder_.covers());
    try {
      fetch(journal, covers);
    } catch (...) {
      try {
        conclude(journal);
      } catch (const std::exception&) {  // the first error is the one to tell
      }
      throw;
    }
    conclude(journal);
    if (status_.stopped) {
      terminal_.line("stopped by a signal, all saved; the same command goes on");
      return kInterrupted;
    }
    check_complete(status_.genres, settings_.per_genre);
    return kDone;
  }

 private:
  void lock_hosts() {
    locks_.emplace(host_locks_folder(), client_.rate_limits);
    if (!locks_->trouble().empty()) warn({locks_->trouble()});
    client_.limits_may_be_used = locks_->limits_may_be_used();
  }

  void fetch(fetching::Journal& journal, fetching::CoverFolder& covers) {
    FetchProgress progress(settings_.per_genre, terminal_);
    fetching::FetchOptions options;
    options.genres = settings_.genres;
    options.per_genre = settings_.per_genre;
    options.stop = [] { return stop_signal() != 0; };
    options.progress = [&](const fetching::FetchStatus& status) {
      status_ = status;
      progress.show(status);
    };
    status_ = fetching::fetch(options, *source_, journal, covers, client_);
  }

  /// Whatever happened: what this run has come to, and a manifest of what there is.
  void conclude(fetching::Journal& journal) {
    say_genres(status_.genres, settings_.per_genre, terminal_);
    say_counts(status_, journal, terminal_);
    const std::size_t covers = fetching::write_manifest(folder_.manifest(), FetchFolder::kCovers,
                                                        journal, source_->info());
    terminal_.line("manifest      " + folder_.manifest().string() + ": " +
                   counted(covers, "cover"));
  }

  const FetchSettings& settings_;
  const std::unique_ptr<sources::Source> source_;
  FetchFolder folder_;
  std::optional<HostLocks> locks_;
  http::ClientOptions client_;
  Terminal terminal_;
  fetching::FetchStatus status_;  // as last heard of
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
    if (settings.dry_run) throw;
    throw std::runtime_error(std::string(error.what()) +
                             "; all that was fetched is kept, and the same command goes on");
  }
}

}  // namespace sleeve::apps
