// What is known of a folder of covers: what was listed, fetched and refused. Whatever happens to
// the program, the journal holds what had happened until then.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/fetching/cover_file.h"
#include "data/sources/source.h"

namespace sleeve::data::fetching {

/// What a journal's listings depend on, by name: a journal goes on with the same only, once a page
/// of a listing has been read.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// A page of a genre's listing that has not been read.
struct PendingPage {
  std::int64_t id = 0;
  std::string cursor;
};

/// An album of a genre whose cover has been neither fetched nor refused.
struct ListedAlbum {
  std::int64_t id = 0;   // in this journal
  sources::Album album;  // without genres
};

/// A cover and its album; of several albums with the same cover the one that came out first.
struct CoverRecord {
  CoverFile file;
  sources::Album album;  // with all genres of all these albums, sorted
  std::string retrieved;
};

/// Albums refused for the same kind of reason.
struct RefusalCount {
  std::string kind;
  std::int64_t albums = 0;
  std::string example;  // of one of them: artist and title, and why
};

/// A SQLite database, used from one thread. Every function that changes something is one
/// transaction, done when it returns. All throw what Database throws.
class Journal {
 public:
  /// Opens the journal in `file`, or begins one. Throws InputError: no journal, a damaged one, or
  /// one of other settings.
  Journal(const std::filesystem::path& file, const Settings& settings);
  /// A journal that is gone with this object, beginning as a copy of the one in `file`, if any.
  static Journal rehearsal(const std::filesystem::path& file, const Settings& settings);
  ~Journal();
  Journal(Journal&&) noexcept;
  Journal& operator=(Journal&&) noexcept;

  /// The number of a genre, whose listing begins at `cursor`. The genre may be there already.
  std::int64_t add_genre(const std::string& name, const std::string& cursor);
  /// How many different covers of a genre there are, by content.
  std::int64_t covers(std::int64_t genre);

  /// The first page of a genre behind page `after` that has not been read.
  std::optional<PendingPage> next_page(std::int64_t genre, std::int64_t after);
  /// A page was read: its albums join the genres they name, or else `genre`, and its further
  /// cursors the genre's listing. An album or a cursor that is known already is not added again.
  void record_page(std::int64_t genre, const PendingPage& page, const sources::Page& contents);

  /// The first albums in a genre's queue behind place `after`, which moves behind them.
  std::vector<ListedAlbum> listed(std::int64_t genre, std::int64_t& after, std::size_t limit);

  /// Whether an album's cover is still to be fetched.
  bool is_open(std::int64_t album);

  /// What became of albums, in one transaction.
  class Results {
   public:
    explicit Results(Journal& journal);
    ~Results();
    Results(const Results&) = delete;
    Results& operator=(const Results&) = delete;

    /// False if there is a file of the same content already: the album has that one's cover, and
    /// `file` is not needed. `retrieved` is a time in UTC.
    bool keep(std::int64_t album, const CoverFile& file, const std::string& retrieved);
    void refuse(std::int64_t album, const std::string& kind, const std::string& reason);
    /// It could not be fetched for now: it goes to the end of its queues.
    void put_off(std::int64_t album);
    void commit();

   private:
    struct Open;
    std::unique_ptr<Open> open_;
  };

  /// The names of all covers' files.
  void for_each_file(const std::function<void(const std::string& name)>& use);
  /// The cover in this file is no more: its albums are to be fetched again.
  void forget_file(const std::string& name);

  /// In the order in which they were fetched.
  void for_each_cover(const std::function<void(const CoverRecord&)>& use);
  /// The most frequent first.
  std::vector<RefusalCount> refusals();
  /// Listed entries that were no album with a cover.
  std::int64_t passed_over();

 private:
  struct Tables;
  explicit Journal(std::unique_ptr<Tables> tables);
  std::unique_ptr<Tables> tables_;
};

}  // namespace sleeve::data::fetching
