#include "data/listing/csv.h"

#include "data/errors.h"

namespace sleeve::data {
namespace {

class CsvParser {
 public:
  CsvParser(std::string_view text, const std::string& name) : text_(text), name_(name) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  void parse(const std::function<void(CsvRecord)>& take_record) {
    while (at_ < text_.size()) {
      if (!take_line_end()) take_record(parse_record());
    }
  }

 private:
  CsvRecord parse_record() {
    CsvRecord record{line_, {}};
    do {
      record.fields.push_back(peek('"') ? parse_quoted() : parse_plain());
    } while (take(','));
    if (at_ < text_.size() && !take_line_end()) fail("text behind a closing quote");
    return record;
  }

  std::string parse_plain() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !peek(',') && !at_line_end()) {
      if (peek('"')) fail("a quote inside a field; quote the whole field and double the quote");
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string parse_quoted() {
    const int first_line = line_;
    std::string field;
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) {
        line_ = first_line;
        fail("a quote is opened and never closed");
      }
      if (peek('"')) {
        ++at_;
        if (!peek('"')) return field;
      } else if (peek('\n')) {
        ++line_;
      }
      field += text_[at_];
    }
  }

  bool peek(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!peek(c)) return false;
    ++at_;
    return true;
  }
  bool at_line_end() const { return peek('\n') || text_.substr(at_, 2) == "\r\n"; }
  bool take_line_end() {
    if (!at_line_end()) return false;
    at_ += peek('\n') ? 1 : 2;
    ++line_;
    return true;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(name_ + ":" + std::to_string(line_) + ": " + what);
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

void parse_csv(std::string_view text, const std::string& name,
               const std::function<void(CsvRecord)>& take) {
  CsvParser(text, name).parse(take);
}

}  // namespace sleeve::data
