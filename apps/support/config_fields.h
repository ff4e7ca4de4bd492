// One table per struct of settings says what its keys are called, what they may hold and what they
// mean. Reading YAML, writing it, help and documentation all follow from the table.
#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/support/program.h"

namespace sleeve::apps {

/// Where a value stands: for error texts.
struct Place {
  std::string source;  // a file's name, or the option it came from
  bool has_lines = false;
  std::string key;  // "train.steps"
  /// Every key of the document in full: where a misplaced one may belong.
  std::vector<std::string> (*all_keys)() = [] { return std::vector<std::string>(); };

  Place in(const std::string& name) const {
    return {source, has_lines, key.empty() ? name : key + "." + name, all_keys};
  }
  Place item(std::size_t index) const {
    return {source, has_lines, key + "[" + std::to_string(index) + "]", all_keys};
  }
  /// Throws InputError: "FILE:LINE: KEY: TEXT". yaml-cpp counts lines from 0.
  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& text) const {
    const std::string line =
        has_lines && !mark.is_null() ? ":" + std::to_string(mark.line + 1) : std::string();
    throw InputError(source + line + ": " + (key.empty() ? "" : key + ": ") + text);
  }
};

/// What documentation says of a key.
struct KeyHelp {
  std::string key;       // "train.steps"
  std::string allowed;   // "1 or more"
  std::string standard;  // the default; empty: none
  std::string help;
};

/// One key of a struct.
template <typename Owner>
struct Field {
  std::string name;
  bool required = false;
  std::function<void(const YAML::Node&, const Place&, Owner&)> read;
  /// Nothing is written where it says so: an optional part that is not there.
  std::function<bool(const Owner&)> present = [](const Owner&) { return true; };
  std::function<void(YAML::Emitter&, const Owner&)> write;
  std::function<void(const std::string& key, const Owner& defaults, std::vector<KeyHelp>&)>
      describe;
};

template <typename Owner>
using Fields = std::vector<Field<Owner>>;

/// Throws InputError for a key that is not in the table, with the nearest one that is.
[[noreturn]] void fail_unknown_key(const YAML::Node& key, const Place& place,
                                   const std::vector<std::string>& known);

template <typename Owner>
void read_fields(const YAML::Node& node, const Place& place, const Fields<Owner>& fields,
                 Owner& owner) {
  if (!node.IsMap()) place.fail(node.Mark(), "expects keys with values (key: value)");
  std::vector<std::string> seen;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) place.fail(entry.first.Mark(), "a key must be a word");
    const std::string& name = entry.first.Scalar();
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const Field<Owner>& f) { return f.name == name; });
    if (field == fields.end()) {
      std::vector<std::string> known;
      for (const Field<Owner>& f : fields) known.push_back(f.name);
      fail_unknown_key(entry.first, place, known);
    }
    // yaml-cpp would keep one of them without a word.
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      place.in(name).fail(entry.first.Mark(), "is given twice; keep one of them");
    }
    seen.push_back(name);
    if (entry.second.IsNull()) place.in(name).fail(entry.first.Mark(), "has no value");
    field->read(entry.second, place.in(name), owner);
  }
  for (const Field<Owner>& field : fields) {
    if (field.required && std::find(seen.begin(), seen.end(), field.name) == seen.end()) {
      place.in(field.name).fail(node.Mark(), "is missing");
    }
  }
}

template <typename Owner>
void write_fields(YAML::Emitter& out, const Fields<Owner>& fields, const Owner& owner) {
  out << YAML::BeginMap;
  for (const Field<Owner>& field : fields) {
    if (!field.present(owner)) continue;
    out << YAML::Key << field.name << YAML::Value;
    field.write(out, owner);
  }
  out << YAML::EndMap;
}

template <typename Owner>
void describe_fields(const std::string& prefix, const Fields<Owner>& fields, const Owner& defaults,
                     std::vector<KeyHelp>& out) {
  for (const Field<Owner>& field : fields) field.describe(prefix + field.name, defaults, out);
}

/// A field of one scalar. `parse` returns nothing where the text is not one of `allowed`.
template <typename Owner, typename T>
Field<Owner> scalar_field(const std::string& name, T Owner::*member, const std::string& allowed,
                          const std::string& help,
                          std::function<std::optional<T>(const std::string&)> parse,
                          std::function<std::string(const T&)> to_text) {
  Field<Owner> field;
  field.name = name;
  field.read = [=](const YAML::Node& node, const Place& place, Owner& owner) {
    if (!node.IsScalar()) place.fail(node.Mark(), "expects one value; allowed: " + allowed);
    const std::optional<T> value = parse(node.Scalar());
    if (!value) place.fail(node.Mark(), node.Scalar() + " is not allowed; allowed: " + allowed);
    owner.*member = *value;
  };
  field.write = [=](YAML::Emitter& out, const Owner& owner) { out << to_text(owner.*member); };
  field.describe = [=](const std::string& key, const Owner& defaults, std::vector<KeyHelp>& out) {
    out.push_back({key, allowed, to_text(defaults.*member), help});
  };
  return field;
}

/// The shortest text that reads back as the same number.
template <typename T>
std::string number_text(T value) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

/// The whole text as a number in [low, high].
template <typename T>
std::optional<T> parse_number(const std::string& text, T low, T high) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !(value >= low && value <= high)) return std::nullopt;  // so that NaN fails
  return value;
}

/// Text of any kind, but not none.
template <typename Owner>
Field<Owner> text(const std::string& name, std::string Owner::*member, const std::string& allowed,
                  const std::string& help) {
  return scalar_field<Owner, std::string>(
      name, member, allowed, help,
      [](const std::string& given) { return given.empty() ? std::nullopt : std::optional(given); },
      [](const std::string& value) { return value; });
}

/// A number in [low, high].
template <typename Owner, typename T>
Field<Owner> number(const std::string& name, T Owner::*member, std::type_identity_t<T> low,
                    std::type_identity_t<T> high, const std::string& help) {
  const std::string kind = std::integral<T> ? "a whole number" : "a number";
  const std::string allowed = high == std::numeric_limits<T>::max()
                                  ? kind + ", " + number_text(low) + " or more"
                                  : kind + " from " + number_text(low) + " to " + number_text(high);
  return scalar_field<Owner, T>(
      name, member, allowed, help,
      [=](const std::string& text) { return parse_number(text, low, high); },
      [](const T& value) { return number_text(value); });
}

/// One of several words.
template <typename Owner, typename T>
Field<Owner> choice(const std::string& name, T Owner::*member,
                    const std::vector<std::pair<std::string, T>>& words, const std::string& help) {
  std::string allowed;
  for (const auto& word : words) allowed += (allowed.empty() ? "" : ", ") + word.first;
  return scalar_field<Owner, T>(
      name, member, allowed, help,
      [=](const std::string& text) -> std::optional<T> {
        for (const auto& word : words) {
          if (word.first == text) return word.second;
        }
        return std::nullopt;
      },
      [=](const T& value) {
        for (const auto& word : words) {
          if (word.second == value) return word.first;
        }
        return std::string();
      });
}

template <typename Owner>
Field<Owner> flag(const std::string& name, bool Owner::*member, const std::string& help) {
  return choice<Owner, bool>(name, member, {{"true", true}, {"false", false}}, help);
}

/// A key whose value is another struct.
template <typename Owner, typename Part>
Field<Owner> part(const std::string& name, Part Owner::*member, const Fields<Part>& fields) {
  Field<Owner> field;
  field.name = name;
  field.read = [=](const YAML::Node& node, const Place& place, Owner& owner) {
    read_fields(node, place, fields, owner.*member);
  };
  field.write = [=](YAML::Emitter& out, const Owner& owner) {
    write_fields(out, fields, owner.*member);
  };
  field.describe = [=](const std::string& key, const Owner& defaults, std::vector<KeyHelp>& out) {
    describe_fields(key + ".", fields, defaults.*member, out);
  };
  return field;
}

/// A key whose value is another struct, or that is left out.
template <typename Owner, typename Part>
Field<Owner> optional_part(const std::string& name, std::optional<Part> Owner::*member,
                           const Fields<Part>& fields) {
  Field<Owner> field;
  field.name = name;
  field.read = [=](const YAML::Node& node, const Place& place, Owner& owner) {
    Part value;
    read_fields(node, place, fields, value);
    owner.*member = std::move(value);
  };
  field.present = [=](const Owner& owner) { return (owner.*member).has_value(); };
  field.write = [=](YAML::Emitter& out, const Owner& owner) {
    write_fields(out, fields, *(owner.*member));
  };
  field.describe = [=](const std::string& key, const Owner&, std::vector<KeyHelp>& out) {
    describe_fields(key + ".", fields, Part{}, out);
  };
  return field;
}

/// A key whose value is a list of structs, each written on one line.
template <typename Owner, typename Item>
Field<Owner> list(const std::string& name, std::vector<Item> Owner::*member,
                  const Fields<Item>& fields) {
  Field<Owner> field;
  field.name = name;
  field.read = [=](const YAML::Node& node, const Place& place, Owner& owner) {
    if (!node.IsSequence()) place.fail(node.Mark(), "expects a list ([{...}, {...}])");
    std::vector<Item> items(node.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      read_fields(node[i], place.item(i), fields, items[i]);
    }
    owner.*member = std::move(items);
  };
  field.write = [=](YAML::Emitter& out, const Owner& owner) {
    out << YAML::BeginSeq;
    for (const Item& item : owner.*member) {
      out << YAML::Flow;
      write_fields(out, fields, item);
    }
    out << YAML::EndSeq;
  };
  field.describe = [=](const std::string& key, const Owner&, std::vector<KeyHelp>& out) {
    describe_fields(key + "[].", fields, Item{}, out);
  };
  return field;
}

template <typename Owner>
Field<Owner> required(Field<Owner> field) {
  field.required = true;
  const auto describe = field.describe;
  field.describe = [describe](const std::string& key, const Owner& defaults,
                              std::vector<KeyHelp>& out) {
    const std::size_t first = out.size();
    describe(key, defaults, out);
    if (out.size() == first + 1) out[first].standard = "required";
  };
  return field;
}

}  // namespace sleeve::apps
