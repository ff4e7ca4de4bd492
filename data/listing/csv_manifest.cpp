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
  const std::vector<CsvRecord> records = parse_csv(text, name);
  if (records.empty()) throw InputError(name + ": the manifest lists no covers");
  const Columns columns = read_columns(records[0], name, required, warnings);
  for (std::size_t i = 1; i < records.size(); ++i) {
    const CsvRecord& record = records[i];
    const std::string where = at_line(name, record);
    if (record.fields.size() != records[0].fields.size()) {
      throw InputError(where + ": " + std::to_string(record.fields.size()) + " fields, but " +
                       std::to_string(records[0].fields.size()) + " columns");
    }
    take(row_of(record, columns), where);
  }
}

}  // namespace sleeve::data
