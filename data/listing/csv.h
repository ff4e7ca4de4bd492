// Comma-separated values (RFC 4180).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sleeve::data {

struct CsvRecord {
  int line = 0;  // on which it begins, from 1
  std::vector<std::string> fields;
};

/// Gives every record to `take`, in order. Fields may be quoted: then they hold commas, line breaks
/// and doubled quotes. Lines end in LF or CRLF; empty ones are passed over, a byte order mark too.
/// Throws InputError with `name` and the line: a quote that is not closed, or text around one.
void parse_csv(std::string_view text, const std::string& name,
               const std::function<void(CsvRecord)>& take);

}  // namespace sleeve::data
