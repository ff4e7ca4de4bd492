#include "apps/support/checkpoint.h"

#include "apps/support/config_file.h"

namespace sleeve::apps {

Checkpoint open_checkpoint(const std::filesystem::path& named) {
  const std::filesystem::path path =
      std::filesystem::is_directory(named) ? named / "checkpoints" / "latest.safetensors" : named;
  engine::SafetensorsReader file(path);
  net::CheckpointInfo info = net::checkpoint_info(file);
  net::Config config = parse_config(info.config, path.string() + " (config)");
  return {path, std::move(file), std::move(info), std::move(config)};
}

}  // namespace sleeve::apps
