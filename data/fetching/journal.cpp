#include "data/fetching/journal.h"

#include <algorithm>
#include <system_error>

#include "data/errors.h"
#include "data/fetching/sqlite.h"

namespace sleeve::data::fetching {
namespace {

constexpr int kApplication = 0x536C6565;  // "Slee": whose database it is
constexpr int kVersion = 1;

// An album without cover and refusal is still to be fetched. Which covers have a genre follows from
// which albums have a cover and which have the genre: triggers keep it true, and counted.
constexpr const char* kSchema = R"(
  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE genres (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    covers INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    genre INTEGER NOT NULL REFERENCES genres,
    cursor TEXT NOT NULL,
    passed_over INTEGER,  -- NULL until it was read
    UNIQUE (genre, cursor)
  );
  CREATE INDEX unread_pages ON pages (genre, id) WHERE passed_over IS NULL;
  CREATE TABLE covers (
    id INTEGER PRIMARY KEY,
    file TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL UNIQUE,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL
  );
  CREATE TABLE albums (
    id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    artist TEXT NOT NULL,
    release_date TEXT NOT NULL,
    address TEXT NOT NULL,
    source TEXT NOT NULL,
    licence TEXT NOT NULL,
    cover INTEGER REFERENCES covers,
    retrieved TEXT,
    refusal TEXT,
    reason TEXT
  );
  CREATE INDEX albums_of_cover ON albums (cover) WHERE cover IS NOT NULL;
  CREATE INDEX refused_albums ON albums (refusal) WHERE refusal IS NOT NULL;
  CREATE TABLE album_genres (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    genre INTEGER NOT NULL REFERENCES genres,
    album INTEGER NOT NULL REFERENCES albums,
    UNIQUE (album, genre)
  );
  CREATE INDEX queues ON album_genres (genre, place);
  CREATE TABLE cover_genres (
    cover INTEGER NOT NULL REFERENCES covers,
    genre INTEGER NOT NULL REFERENCES genres,
    PRIMARY KEY (cover, genre)
  ) WITHOUT ROWID;

  CREATE TRIGGER album_has_cover AFTER UPDATE OF cover ON albums WHEN NEW.cover IS NOT NULL BEGIN
    INSERT OR IGNORE INTO cover_genres
      SELECT NEW.cover, genre FROM album_genres WHERE album = NEW.id;
  END;
  CREATE TRIGGER album_has_genre AFTER INSERT ON album_genres BEGIN
    INSERT OR IGNORE INTO cover_genres
      SELECT cover, NEW.genre FROM albums WHERE id = NEW.album AND cover IS NOT NULL;
  END;
  CREATE TRIGGER cover_counted AFTER INSERT ON cover_genres BEGIN
    UPDATE genres SET covers = covers + 1 WHERE id = NEW.genre;
  END;
  CREATE TRIGGER cover_discounted AFTER DELETE ON cover_genres BEGIN
    UPDATE genres SET covers = covers - 1 WHERE id = OLD.genre;
  END;
)";

std::int64_t number(Database& database, std::string_view sql) {
  Statement statement(database, sql);
  Statement::Rows rows = statement.rows();
  return rows.next() ? rows.integer(0) : 0;
}

void store(const Settings& settings, Database& database) {
  Statement insert(database, "INSERT INTO settings VALUES (?, ?)");
  for (const auto& [name, value] : settings) insert.run(name, value);
}

void create(Database& database, const Settings& settings) {
  Transaction transaction(database);
  database.run(kSchema);
  database.run(("PRAGMA application_id = " + std::to_string(kApplication)).c_str());
  database.run(("PRAGMA user_version = " + std::to_string(kVersion)).c_str());
  store(settings, database);
  transaction.commit();
}

/// With other settings. For a journal without a page that was read, and so without albums: whoever
/// mistyped an address may mend it.
void begin_again(Database& database, const Settings& settings) {
  Transaction transaction(database);
  database.run("DELETE FROM pages; DELETE FROM genres; DELETE FROM settings");
  store(settings, database);
  transaction.commit();
}

/// Throws InputError.
void check(Database& database, const std::string& name) {
  if (number(database, "PRAGMA application_id") != kApplication) {
    throw InputError(name + ": a database, but no journal of covers; choose another folder");
  }
  if (number(database, "PRAGMA user_version") != kVersion) {
    throw InputError(name +
                     ": a journal of another version of this program; choose another folder");
  }
  Statement quick_check(database, "PRAGMA quick_check(1)");
  Statement::Rows verdict = quick_check.rows();
  if (!verdict.next() || verdict.text(0) != "ok") database.fail_damaged(verdict.text(0));
}

/// Throws InputError.
void check_settings(Database& database, const std::string& name, const Settings& settings) {
  Statement stored(database, "SELECT value FROM settings WHERE name = ?");
  for (const auto& [key, value] : settings) {
    Statement::Rows rows = stored.rows(key);
    const std::string before = rows.next() ? rows.text(0) : "";
    if (before == value) continue;
    throw InputError(name + ": this folder was begun with " + key + " '" + before + "', not '" +
                     value + "'; ask for the same again, or choose another folder");
  }
}

Database opened(Database database, const std::string& name, const Settings& settings) {
  // With a write-ahead log, commits wait for no disk. A power cut may cost the last of them: pages
  // are then asked for again, and files that are there are taken over.
  database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
  if (number(database, "SELECT count(*) FROM sqlite_schema") == 0) {
    create(database, settings);
  } else {
    check(database, name);
    if (number(database, "SELECT count(*) FROM pages WHERE passed_over IS NOT NULL") == 0) {
      begin_again(database, settings);
    } else {
      check_settings(database, name, settings);
    }
  }
  return database;
}

/// Seven columns from `first` on, as both queries for albums have them.
sources::Album album_of(const Statement::Rows& rows, int first) {
  sources::Album album;
  album.id = rows.text(first);
  album.title = rows.text(first + 1);
  album.artist = rows.text(first + 2);
  album.release_date = rows.text(first + 3);
  album.cover_url = rows.text(first + 4);
  album.source = rows.text(first + 5);
  album.licence = rows.text(first + 6);
  return album;
}

}  // namespace

struct Journal::Tables {
  Tables(Database file, const std::string& name, const Settings& settings)
      : database(opened(std::move(file), name, settings)) {}

  Database database;

  Statement insert_genre{database, "INSERT OR IGNORE INTO genres (name) VALUES (?)"};
  Statement genre_called{database, "SELECT id FROM genres WHERE name = ?"};
  Statement genre_covers{database, "SELECT covers FROM genres WHERE id = ?"};

  Statement insert_page{database, "INSERT OR IGNORE INTO pages (genre, cursor) VALUES (?, ?)"};
  Statement next_page{database,
                      "SELECT id, cursor FROM pages "
                      "WHERE genre = ? AND id > ? AND passed_over IS NULL ORDER BY id LIMIT 1"};
  Statement page_read{database, "UPDATE pages SET passed_over = ? WHERE id = ?"};
  Statement passed_over{database, "SELECT total(passed_over) FROM pages"};

  // A later listing may know a date that an earlier one did not.
  Statement insert_album{
      database,
      "INSERT INTO albums (source_id, title, artist, release_date, address, source, licence) "
      "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id) DO UPDATE "
      "SET release_date = excluded.release_date WHERE release_date = ''"};
  Statement album_called{database, "SELECT id FROM albums WHERE source_id = ?"};
  Statement insert_album_genre{database,
                               "INSERT OR IGNORE INTO album_genres (genre, album) VALUES (?, ?)"};
  Statement listed{
      database,
      "SELECT a.id, q.place, source_id, title, artist, release_date, address, source, licence "
      "FROM album_genres q JOIN albums a ON a.id = q.album "
      "WHERE q.genre = ? AND q.place > ? AND a.cover IS NULL AND a.refusal IS NULL "
      "ORDER BY q.place LIMIT ?"};

  Statement is_open{database, "SELECT cover IS NULL AND refusal IS NULL FROM albums WHERE id = ?"};
  Statement end_of_queue{database, "SELECT max(place) FROM album_genres WHERE genre = ?"};

  Statement insert_cover{database,
                         "INSERT INTO covers (file, sha256, width, height) VALUES (?, ?, ?, ?) "
                         "ON CONFLICT (sha256) DO NOTHING"};
  Statement album_fetched{database,
                          "UPDATE albums SET cover = (SELECT id FROM covers WHERE sha256 = ?), "
                          "retrieved = ? WHERE id = ?"};
  Statement album_refused{database, "UPDATE albums SET refusal = ?, reason = ? WHERE id = ?"};
  // Rows that are replaced get new places, each its own.
  Statement album_put_off{database,
                          "INSERT OR REPLACE INTO album_genres (genre, album) "
                          "SELECT genre, album FROM album_genres WHERE album = ?"};

  Statement files{database, "SELECT file FROM covers"};
  Statement cover_in_file{database, "SELECT id FROM covers WHERE file = ?"};
  Statement no_cover{database, "UPDATE albums SET cover = NULL, retrieved = NULL WHERE cover = ?"};
  Statement no_cover_genres{database, "DELETE FROM cover_genres WHERE cover = ?"};
  Statement remove_cover{database, "DELETE FROM covers WHERE id = ?"};

  Statement all_covers{database, "SELECT id, file, sha256, width, height FROM covers ORDER BY id"};
  Statement first_album{
      database,
      "SELECT retrieved, source_id, title, artist, release_date, address, source, licence "
      "FROM albums WHERE cover = ? ORDER BY release_date = '', release_date, id LIMIT 1"};
  Statement genres_of_cover{database,
                            "SELECT name FROM cover_genres JOIN genres ON genres.id = genre "
                            "WHERE cover = ? ORDER BY name"};
  Statement refusals{database,
                     "SELECT refusal, count(*), min(id), artist, title, reason FROM albums "
                     "WHERE refusal IS NOT NULL GROUP BY refusal ORDER BY count(*) DESC, refusal"};

  std::int64_t genre(const std::string& name) {
    insert_genre.run(name);
    return one(genre_called.rows(name));
  }
  std::int64_t album(const sources::Album& album) {
    insert_album.run(album.id, album.title, album.artist, album.release_date, album.cover_url,
                     album.source, album.licence);
    return one(album_called.rows(album.id));
  }
  static std::int64_t one(Statement::Rows rows) {
    rows.next();
    return rows.integer(0);
  }
};

Journal::Journal(const std::filesystem::path& file, const Settings& settings)
    : Journal(std::make_unique<Tables>(Database(file), file.string(), settings)) {}

Journal::Journal(std::unique_ptr<Tables> tables) : tables_(std::move(tables)) {}

Journal Journal::rehearsal(const std::filesystem::path& file, const Settings& settings) {
  Database copy("");
  std::error_code unreadable;  // a folder that nobody may look into has no journal for this run
  if (std::filesystem::exists(file, unreadable)) {
    Database original(file);
    copy.copy_from(original);
  }
  return Journal(std::make_unique<Tables>(std::move(copy), file.string(), settings));
}

Journal::~Journal() = default;
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;

std::int64_t Journal::add_genre(const std::string& name, const std::string& cursor) {
  Transaction transaction(tables_->database);
  const std::int64_t genre = tables_->genre(name);
  tables_->insert_page.run(genre, cursor);
  transaction.commit();
  return genre;
}

std::int64_t Journal::covers(std::int64_t genre) {
  return Tables::one(tables_->genre_covers.rows(genre));
}

std::optional<PendingPage> Journal::next_page(std::int64_t genre, std::int64_t after) {
  Statement::Rows rows = tables_->next_page.rows(genre, after);
  if (!rows.next()) return std::nullopt;
  return PendingPage{rows.integer(0), rows.text(1)};
}

void Journal::record_page(std::int64_t genre, const PendingPage& page,
                          const sources::Page& contents) {
  Transaction transaction(tables_->database);
  for (const sources::Album& listed : contents.albums) {
    const std::int64_t album = tables_->album(listed);
    if (listed.genres.empty()) tables_->insert_album_genre.run(genre, album);
    for (const std::string& name : listed.genres) {
      tables_->insert_album_genre.run(tables_->genre(name), album);
    }
  }
  for (const std::string& cursor : contents.next) tables_->insert_page.run(genre, cursor);
  tables_->page_read.run(contents.passed_over, page.id);
  transaction.commit();
}

std::vector<ListedAlbum> Journal::listed(std::int64_t genre, std::int64_t& after,
                                         std::size_t limit) {
  // Where the queue ends, or the next call would look at all that has been fetched once more.
  const std::int64_t end = Tables::one(tables_->end_of_queue.rows(genre));
  std::vector<ListedAlbum> albums;
  Statement::Rows rows = tables_->listed.rows(genre, after, limit);
  while (rows.next()) {
    albums.push_back({rows.integer(0), album_of(rows, 2)});
    after = rows.integer(1);
  }
  if (albums.size() < limit) after = std::max(after, end);
  return albums;
}

bool Journal::is_open(std::int64_t album) { return Tables::one(tables_->is_open.rows(album)) != 0; }

struct Journal::Results::Open {
  explicit Open(Tables& of) : tables(of), transaction(of.database) {}

  Tables& tables;
  Transaction transaction;
};

Journal::Results::Results(Journal& journal) : open_(std::make_unique<Open>(*journal.tables_)) {}
Journal::Results::~Results() = default;

bool Journal::Results::keep(std::int64_t album, const CoverFile& file,
                            const std::string& retrieved) {
  Tables& tables = open_->tables;
  const bool is_new = tables.insert_cover.run(file.name, file.sha256, file.width, file.height) > 0;
  tables.album_fetched.run(file.sha256, retrieved, album);
  return is_new;
}

void Journal::Results::refuse(std::int64_t album, const std::string& kind,
                              const std::string& reason) {
  open_->tables.album_refused.run(kind, reason, album);
}

void Journal::Results::put_off(std::int64_t album) { open_->tables.album_put_off.run(album); }

void Journal::Results::commit() { open_->transaction.commit(); }

void Journal::for_each_file(const std::function<void(const std::string& name)>& use) {
  Statement::Rows rows = tables_->files.rows();
  while (rows.next()) use(rows.text(0));
}

void Journal::forget_file(const std::string& name) {
  Transaction transaction(tables_->database);
  const std::int64_t cover = Tables::one(tables_->cover_in_file.rows(name));
  tables_->no_cover.run(cover);
  tables_->no_cover_genres.run(cover);
  tables_->remove_cover.run(cover);
  transaction.commit();
}

void Journal::for_each_cover(const std::function<void(const CoverRecord&)>& use) {
  Statement::Rows covers = tables_->all_covers.rows();
  while (covers.next()) {
    CoverRecord record;
    record.file = {covers.text(1), covers.text(2), covers.integer(3), covers.integer(4)};
    Statement::Rows album = tables_->first_album.rows(covers.integer(0));
    if (!album.next()) continue;
    record.retrieved = album.text(0);
    record.album = album_of(album, 1);
    Statement::Rows genres = tables_->genres_of_cover.rows(covers.integer(0));
    while (genres.next()) record.album.genres.push_back(genres.text(0));
    use(record);
  }
}

std::vector<RefusalCount> Journal::refusals() {
  std::vector<RefusalCount> counts;
  Statement::Rows rows = tables_->refusals.rows();
  while (rows.next()) {
    const std::string artist = rows.text(3), title = rows.text(4);
    std::string album = artist + (artist.empty() || title.empty() ? "" : " - ") + title;
    if (!album.empty()) album += ": ";
    counts.push_back({rows.text(0), rows.integer(1), album + rows.text(5)});
  }
  return counts;
}

std::int64_t Journal::passed_over() { return Tables::one(tables_->passed_over.rows()); }

}  // namespace sleeve::data::fetching
