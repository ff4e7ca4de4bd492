#include <map>

#include "data/errors.h"
#include "data/listing/csv.h"
#include "data/listing/manifest.h"
#include "data/listing/manifest_row.h"

namespace sleeve::data {
namespace {

/// Which column holds what.
using Columns = std::map<ManifestField, std::size_t>;

std::string at_line(const std::string& name, const CsvRecord& record) {
  return name + ":" + std::to_string(record.line);
}

Columns read_columns(const CsvRecord& header, const std::string& name, CoverList& list) {
  Columns columns;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const ManifestField field = field_called(header.fields[i]);
    if (field == ManifestField::kUnused) {
      list.warnings.push_back(at_line(name, header) + ": column '" + header.fields[i] +
                              "' is not used");
    } else if (!columns.emplace(field, i).second) {
      throw InputError(at_line(name, header) + ": column '" + header.fields[i] +
                       "' says what another column says; remove one");
    }
  }
  if (!columns.contains(ManifestField::kPath)) {
    throw InputError(at_line(name, header) +
                     ": the first line must name the columns, parted by commas, with 'path' among "
                     "them: path,genres,date,source,licence");
  }
  return columns;
}

}  // namespace

CoverList parse_csv_manifest(std::string_view text, const std::string& name) {
  const std::vector<CsvRecord> records = parse_csv(text, name);
  if (records.empty()) throw InputError(name + ": the manifest lists no covers");
  CoverList list;
  const Columns columns = read_columns(records[0], name, list);
  for (std::size_t i = 1; i < records.size(); ++i) {
    const CsvRecord& record = records[i];
    const std::string where = at_line(name, record);
    if (record.fields.size() != records[0].fields.size()) {
      throw InputError(where + ": " + std::to_string(record.fields.size()) + " fields, but " +
                       std::to_string(records[0].fields.size()) + " columns");
    }
    const auto field = [&](ManifestField wanted) -> std::string {
      const auto column = columns.find(wanted);
      if (column == columns.end()) return {};
      return std::string(without_space_around(record.fields[column->second]));
    };
    add_row(
        {field(ManifestField::kPath), field(ManifestField::kDate), field(ManifestField::kSource),
         field(ManifestField::kLicence), split_genres(field(ManifestField::kGenres))},
        where, list);
  }
  return list;
}

}  // namespace sleeve::data
