// SQLite, as far as the journal needs it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace sleeve::data::fetching {

/// One connection, used from one thread. What goes wrong is thrown with the file's name:
/// engine::WriteError (a full disk, no permission), InputError (no database, or a damaged one),
/// std::runtime_error.
class Database {
 public:
  /// Opens or makes the file. An empty path: a database of no name, gone with this object.
  explicit Database(const std::filesystem::path& file);

  /// Statements without values, parted by ';'.
  void run(const char* sql);
  /// Of the last statement that wrote: how many rows.
  std::int64_t changed_rows() const;
  /// Replaces all this database holds by what another holds.
  void copy_from(Database& other);

  sqlite3* handle() const { return connection_.get(); }
  /// Throws what the connection says went wrong.
  [[noreturn]] void fail() const;
  [[noreturn]] void fail_damaged(const std::string& what) const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  std::string name_;
  std::unique_ptr<sqlite3, Close> connection_;
};

/// A statement whose values, "?" in its text, come when it runs.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  /// The rows of one run. The statement is free for the next when this ends.
  class Rows {
   public:
    explicit Rows(Statement& statement) : statement_(statement) {}
    ~Rows() { sqlite3_reset(statement_.handle_.get()); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// To the next row, at first to the first one; false if there is none.
    bool next() { return statement_.step(); }
    std::int64_t integer(int column) const;
    std::string text(int column) const;

   private:
    Statement& statement_;
  };

  /// Integers and texts, in the order of their "?".
  template <typename... Values>
  Rows rows(const Values&... values) {
    int place = 0;
    (bind(++place, values), ...);
    return Rows(*this);
  }
  /// For a statement that has no rows. Returns how many it changed.
  template <typename... Values>
  std::int64_t run(const Values&... values) {
    Rows result = rows(values...);
    result.next();
    return database_.changed_rows();
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void bind(int place, std::int64_t value);
  void bind(int place, std::string_view value);
  bool step();

  Database& database_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// All or nothing: without commit() nothing has happened.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace sleeve::data::fetching
