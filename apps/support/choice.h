// Options that take one of a few words.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

namespace sleeve::apps {

/// Words, and what each stands for, in the order of the help.
template <typename T>
using Choices = std::vector<std::pair<std::string, T>>;

template <typename T>
CLI::Option* add_choice(CLI::App& app, const std::string& name, T& value, const Choices<T>& choices,
                        const std::string& description) {
  std::string words;
  for (const auto& [word, meaning] : choices) words += (words.empty() ? "" : "|") + word;
  const auto choose = [&value, name, choices, words](const std::string& given) {
    for (const auto& [word, meaning] : choices) {
      if (word != given) continue;
      value = meaning;
      return;
    }
    throw CLI::ValidationError(name, "'" + given + "' is none of " + words);
  };
  return app.add_option_function<std::string>(name, choose, description)->type_name(words);
}

}  // namespace sleeve::apps
