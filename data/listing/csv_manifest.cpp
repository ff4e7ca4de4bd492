#include <map>

#include "data/errors.h"
#include "data/listing/csv.h"
#include "data/listing/manifest_rows.h"

namespace sleeve::data {
namespace {

/// Which column holds what.
using Columns = std::map<ManifestField, std::size_t>;

std::string at_line(const std::string& name, const CsvRecord& record) {
  return name + ":" + std::to_string(record.line);
}

std::string header_example(ManifestField required) {
  return required == ManifestField::kUrl
             ? "with 'url' among them: url,genres,date,artist,title,source,licence"
             : "with 'path' among them: path,genres,date,source,licence";
}

Columns read_columns(const CsvRecord& header, const std::string& name, ManifestField required,
                     std::vector<std::string>& warnings) {
  Columns columns;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const ManifestField field = field_called(header.fields[i]);
    if (field == ManifestField::kKnown) continue;
    if (field == ManifestField::kUnused) {
      warnings.push_back(at_line(name, header) + ": column '" + header.fields[i] + "' is not used");
    } else if (!columns.emplace(field, i).second) {
      throw InputError(at_line(name, header) + ": column '" + header.fields[i] +
                       "' says what another column says; remove one");
    }
  }
  if (!columns.contains(required)) {
    throw InputError(at_line(name, header) +
                     ": the first line must name the columns, parted by commas, " +
                     header_example(required));
  }
  return columns;
}

ManifestRow row_of(const CsvRecord& record, const Columns& columns) {
  ManifestRow row;
  for (const auto& [field, column] : columns) {
    const std::string_view text = without_space_around(record.fields[column]);
    if (field == ManifestField::kGenres) {
      row.genres = split_genres(text);
    } else {
      row.text(field) = text;
    }
  }
  return row;
}

}  // namespace

void parse_csv_rows(std::string_view text, const std::string& name, ManifestField required,
                    const TakeRow& take, std::vector<std::string>& warnings) {
  std::size_t width = 0;  // of the first line, which names the columns
  Columns columns;
  parse_csv(text, name, [&](const CsvRecord& record) {
    const std::string where = at_line(name, record);
    if (width == 0) {
      width = record.fields.size();
      columns = read_columns(record, name, required, warnings);
    } else if (record.fields.size() != width) {
      throw InputError(where + ": " + std::to_string(record.fields.size()) + " fields, but " +
                       std::to_string(width) + " columns");
    } else {
      take(row_of(record, columns), where);
    }
  });
  if (width == 0) throw InputError(name + ": the manifest lists no covers");
}

}  // namespace sleeve::data
