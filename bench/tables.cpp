#include "bench/tables.h"

#include <algorithm>
#include <cstdio>
#include <optional>

namespace sleeve::bench {
namespace {

using Row = std::vector<std::string>;

/// "12.3", with three digits that count, or more where whole ones need them.
std::string digits(double value) {
  char text[64];
  const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  std::snprintf(text, sizeof(text), "%.*f", decimals, value);
  return text;
}

std::string time_text(double seconds) {
  if (seconds >= 1) return digits(seconds) + " s";
  if (seconds >= 1e-3) return digits(seconds * 1e3) + " ms";
  return digits(seconds * 1e6) + " us";
}

std::string or_dash(bool known, double value, const std::string& unit = "") {
  return known ? digits(value) + unit : "-";
}

/// The first column to the left, the others to the right.
std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - row[i].size(), ' ');
      if (i > 0) text += "  ";
      text += i == 0 ? row[i] + padding : padding + row[i];
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::string label_of(const Results& results) { return results.device + " " + results.precision; }

std::string head_of(const Results& results) {
  const Machine& machine = results.machine;
  std::string text = results.program;
  text += ", " + results.commit + ", " + machine.date + "\n";
  if (!machine.gpu.empty()) {
    text += machine.gpu + ", driver " + machine.driver + ", toolkit " + machine.toolkit + "; ";
  }
  text += machine.processor + "\n";
  text += label_of(results) + ", batch " + std::to_string(results.batch);
  if (results.threads > 0) text += ", threads " + std::to_string(results.threads);
  const Roofline& roofline = results.roofline;
  if (roofline.bytes_per_second > 0) {
    text += "; this machine copies " + digits(roofline.bytes_per_second / 1e9) + " GB/s";
  }
  if (roofline.flops_per_second > 0) {
    text += " and multiplies " + digits(roofline.flops_per_second / 1e9) + " GFLOP/s";
  }
  return text + "\n\n";
}

const Measurement* find(const Results& results, const std::string& name) {
  for (const Measurement& one : results.measurements) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

std::vector<std::string> names_of(const std::vector<Results>& all) {
  std::vector<std::string> names;
  for (const Results& results : all) {
    for (const Measurement& one : results.measurements) {
      if (std::find(names.begin(), names.end(), one.name) == names.end()) {
        names.push_back(one.name);
      }
    }
  }
  return names;
}

bool has_images(const Results& results) {
  return std::any_of(results.measurements.begin(), results.measurements.end(),
                     [](const Measurement& one) { return one.images > 0; });
}

/// How many times as fast `other` is as `first`: in covers a second, or, of operations on batches
/// of one size, by their times.
std::optional<double> speed_to(const Results& first, const Results& other,
                               const std::string& name) {
  const Measurement* const a = find(first, name);
  const Measurement* const b = find(other, name);
  if (a == nullptr || b == nullptr) return std::nullopt;
  const double times = a->seconds.median / b->seconds.median;
  if (a->images > 0 && b->images > 0) return times * b->images / a->images;
  if (first.batch != other.batch) return std::nullopt;
  return times;
}

}  // namespace

std::string table(const Results& results) {
  Row head{"", "median", "spread", "minimum", "GFLOP/s", "GB/s", "images/s", "roofline"};
  if (!results.against.empty()) head.insert(head.end(), {results.against, "speed-up"});
  std::vector<Row> rows{head};
  for (const Measurement& one : results.measurements) {
    const double seconds = one.seconds.median;
    const std::optional<double> share = one.share_of(results.roofline);
    Row row{one.name,
            time_text(seconds),
            digits(100 * one.seconds.deviation / seconds) + " %",
            time_text(one.seconds.minimum),
            or_dash(one.flops > 0, one.flops / seconds / 1e9),
            or_dash(one.bytes > 0, one.bytes / seconds / 1e9),
            or_dash(one.images > 0, one.images / seconds),
            or_dash(share.has_value(), 100 * share.value_or(0), " %")};
    if (!results.against.empty()) {
      const std::optional<double> speedup = one.speedup();
      row.push_back(speedup ? time_text(one.against->median) : "-");
      row.push_back(or_dash(speedup.has_value(), speedup.value_or(0)));
    }
    rows.push_back(row);
  }
  return head_of(results) + aligned(rows);
}

std::string comparison(const std::vector<Results>& all) {
  std::string text;
  Row head{""};
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::string number = "[";
    number += std::to_string(i + 1) + "]";
    text += number + " " + head_of(all[i]);
    text.pop_back();
    head.push_back(number + " " + label_of(all[i]));
    if (has_images(all[i])) head.push_back("images/s");
    if (i > 0) head.push_back("to [1]");
  }
  std::vector<Row> rows{head};
  for (const std::string& name : names_of(all)) {
    Row row{name};
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Measurement* const one = find(all[i], name);
      row.push_back(one == nullptr ? "-" : time_text(one->seconds.median));
      if (has_images(all[i])) {
        const bool known = one != nullptr && one->images > 0;
        row.push_back(or_dash(known, known ? one->images / one->seconds.median : 0));
      }
      if (i == 0) continue;
      const std::optional<double> speed = speed_to(all.front(), all[i], name);
      row.push_back(or_dash(speed.has_value(), speed.value_or(0)));
    }
    rows.push_back(row);
  }
  return text + "\n" + aligned(rows);
}

}  // namespace sleeve::bench
