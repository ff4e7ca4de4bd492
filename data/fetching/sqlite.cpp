#include "data/fetching/sqlite.h"

#include <cerrno>
#include <stdexcept>

#include "data/errors.h"
#include "engine/file_error.h"

namespace sleeve::data::fetching {

Database::Database(const std::filesystem::path& file)
    : name_(file.empty() ? "temporary journal" : file.string()) {
  sqlite3* connection = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &connection,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  connection_.reset(connection);  // there is one even if it could not be opened
  if (connection == nullptr) throw std::bad_alloc();
  if (code != SQLITE_OK) fail();
  sqlite3_extended_result_codes(connection, 1);
}

void Database::run(const char* sql) {
  if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

std::int64_t Database::changed_rows() const { return sqlite3_changes(handle()); }

void Database::copy_from(Database& other) {
  sqlite3_backup* const backup = sqlite3_backup_init(handle(), "main", other.handle(), "main");
  if (backup == nullptr) fail();
  sqlite3_backup_step(backup, -1);
  if (sqlite3_backup_finish(backup) != SQLITE_OK) fail();
}

void Database::fail() const {
  const char* const text = sqlite3_errmsg(handle());
  switch (sqlite3_errcode(handle()) & 0xFF) {
    case SQLITE_FULL:
      engine::fail_to_write(name_, text, ENOSPC);
    case SQLITE_IOERR:
      throw engine::WriteError(name_ + ": " + text +
                               "; make room, or see what is wrong with the disk");
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      engine::fail_to_write(name_, text, sqlite3_system_errno(handle()));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      fail_damaged(text);
    default:
      throw std::runtime_error(name_ + ": " + text);
  }
}

void Database::fail_damaged(const std::string& what) const {
  throw InputError(name_ + ": damaged: " + what +
                   "; move it and manifest.jsonl elsewhere and run again: covers that are there "
                   "are taken over, not fetched again");
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) database.fail();
}

void Statement::bind(int place, std::int64_t value) {
  if (sqlite3_bind_int64(handle_.get(), place, value) != SQLITE_OK) database_.fail();
}

void Statement::bind(int place, std::string_view value) {
  if (sqlite3_bind_text64(handle_.get(), place, value.empty() ? "" : value.data(), value.size(),
                          SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK) {
    database_.fail();
  }
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail();
  return code == SQLITE_ROW;
}

std::int64_t Statement::Rows::integer(int column) const {
  return sqlite3_column_int64(statement_.handle_.get(), column);
}

std::string Statement::Rows::text(int column) const {
  sqlite3_stmt* const row = statement_.handle_.get();
  const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return bytes == nullptr
             ? std::string()
             : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace sleeve::data::fetching
