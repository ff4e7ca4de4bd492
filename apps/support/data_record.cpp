#include "apps/support/data_record.h"

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <span>

#include "apps/support/text_file.h"
#include "data/content_hash.h"

namespace sleeve::apps {
namespace {

std::string hash_of(std::span<const std::byte> bytes) {
  return data::to_string(
      data::content_hash({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
}

}  // namespace

DataRecord record_of(const engine::SafetensorsReader& data_set) {
  std::string content;
  const auto add = [&](const std::string& name, const std::string& value) {
    content += name + " " + value + "\n";
  };
  for (const auto& [key, value] : data_set.metadata()) add(key, value);
  for (const auto& [name, info] : data_set.tensors()) add(name, hash_of(data_set.bytes(name)));
  return {std::filesystem::absolute(data_set.path()), hash_of(std::as_bytes(std::span(content)))};
}

DataRecord read_data_record(const std::filesystem::path& path) {
  try {
    const YAML::Node node = YAML::Load(read_text(path));
    return {node["file"].as<std::string>(), node["fingerprint"].as<std::string>()};
  } catch (const YAML::Exception& error) {
    throw engine::FileError(path.string() + ": is not what train_gan wrote there: " + error.what());
  }
}

void write_data_record(const std::filesystem::path& path, const DataRecord& record) {
  YAML::Emitter out;
  out << YAML::BeginMap << YAML::Key << "file" << YAML::Value << YAML::DoubleQuoted
      << record.file.string() << YAML::Key << "fingerprint" << YAML::Value << YAML::DoubleQuoted
      << record.fingerprint << YAML::EndMap;
  write_text(path, std::string(out.c_str()) + "\n");
}

}  // namespace sleeve::apps
