// The independent classifier of an evaluation: from a file, or trained for it.
#pragma once

#include <memory>
#include <string>

#include "apps/evaluate/options.h"
#include "apps/evaluate/stages.h"
#include "data/data_set.h"
#include "net/recognizer.h"

namespace sleeve::apps {

struct Classifier {
  net::Recognizer network;
  std::string description;  // "classifier.safetensors (1700 steps, seed 1)"
};

/// That of --classifier if the file is there; otherwise it is trained on the training split alone,
/// mirrored at random, and kept if a file is named. Throws engine::FileError for one that was
/// trained on another data set, or for other genres, decades or sizes; engine::WriteError; Stopped.
Classifier make_classifier(const EvaluateOptions& options,
                           const std::shared_ptr<const data::DataSet>& covers,
                           kernels::Backend& backend, Stages& stages);

}  // namespace sleeve::apps
