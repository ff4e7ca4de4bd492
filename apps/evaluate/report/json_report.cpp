#include <nlohmann/json.hpp>

#include "apps/evaluate/report/definitions.h"
#include "apps/evaluate/report/report.h"

namespace sleeve::apps {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(double figure) { return figure; }

Json to_json(const Distribution& distribution) {
  Json quantiles = Json::array();
  for (std::size_t i = 0; i < distribution.quantiles.size(); ++i) {
    quantiles.push_back({Distribution::kLevels[i], distribution.quantiles[i]});
  }
  const BoxPlot& box = distribution.box;
  return {{"count", distribution.count},
          {"mean", distribution.mean},
          {"deviation", distribution.deviation},
          {"zero_share", distribution.zero_share},
          {"quantiles", quantiles},
          {"box",
           {{"lower_whisker", box.lower_whisker},
            {"lower_quartile", box.lower_quartile},
            {"median", box.median},
            {"upper_quartile", box.upper_quartile},
            {"upper_whisker", box.upper_whisker},
            {"outliers_below", box.outliers_below},
            {"outliers_above", box.outliers_above}}}};
}

Json to_json(const Proportion& proportion) {
  const Interval interval = proportion.interval();
  return {{"successes", proportion.successes},
          {"count", proportion.count},
          {"share", proportion.share()},
          {"interval_95", {interval.low, interval.high}}};
}

Json to_json(const KernelDistance& kernel) {
  return {{"mean", kernel.mean},
          {"deviation", kernel.deviation},
          {"subsets", kernel.subsets},
          {"subset_size", kernel.subset_size}};
}

template <typename T>
Json to_json(const Known<T>& known) {
  return known ? to_json(*known) : Json{{"missing", known.why()}};
}

Json to_json(const SetComparison& comparison) {
  Json json = {{"held_out_covers", comparison.real},
               {"other_covers", comparison.other},
               {"features", comparison.dimensions},
               {"frechet", to_json(comparison.frechet)},
               {"kernel", to_json(comparison.kernel)}};
  const Known<ManifoldFigures>& manifold = comparison.manifold;
  const auto figure = [&](double ManifoldFigures::*one) {
    return manifold ? Json((*manifold).*one) : Json{{"missing", manifold.why()}};
  };
  json["precision"] = figure(&ManifoldFigures::precision);
  json["recall"] = figure(&ManifoldFigures::recall);
  json["density"] = figure(&ManifoldFigures::density);
  json["coverage"] = figure(&ManifoldFigures::coverage);
  if (manifold) json["k"] = manifold->k;
  return json;
}

Json to_json(const Recognition& recognition) {
  return {{"generated_by_discriminator", to_json(recognition.generated_by_discriminator)},
          {"real_by_discriminator", to_json(recognition.real_by_discriminator)},
          {"real_by_classifier", to_json(recognition.real_by_classifier)},
          {"generated_by_classifier", to_json(recognition.generated_by_classifier)}};
}

Json to_json(const GenreEvaluation& genre, const Comparison& compared) {
  return {{"name", genre.name},
          {"covers",
           {{"training", genre.training_covers},
            {"held_out", genre.held_out_covers},
            {"generated", genre.generated_covers}}},
          {"ms_ssim",
           {{"convention", compared.convention},
            {"real", to_json(genre.diversity.real)},
            {"generated", to_json(genre.diversity.generated)},
            {"between", to_json(genre.diversity.between)}}},
          {"genre_accuracy", to_json(genre.genre)},
          {"decade_accuracy", to_json(genre.decade)},
          {"generated_against_held_out", to_json(genre.generated)},
          {"training_against_held_out", to_json(genre.training)}};
}

Json to_json(const Nearness& nearness) {
  return {{"generated", to_json(nearness.generated)}, {"held_out", to_json(nearness.held_out)}};
}

Json to_json(const Verdict& verdict) {
  Json findings = Json::array();
  for (const Finding& finding : verdict.findings) {
    findings.push_back({{"heading", finding.heading},
                        {"judgement", name_of(finding.judgement)},
                        {"text", finding.text}});
  }
  return {
      {"line", verdict.line}, {"judgement", name_of(verdict.judgement)}, {"findings", findings}};
}

Json to_json(const Comparison& compared) {
  return {{"checkpoint", compared.checkpoint}, {"step", compared.step},
          {"weights", compared.weights},       {"training_seed", compared.training_seed},
          {"trained_on", compared.trained_on}, {"data_set", compared.data_set},
          {"classifier", compared.classifier}, {"seed", compared.seed},
          {"image_size", compared.image_size}, {"convention", compared.convention},
          {"decades", compared.decades},       {"device", compared.device},
          {"command", compared.command}};
}

Json all_definitions() {
  Json json = Json::object();
  for (const Definition& definition : definitions()) {
    json[std::string(definition.key)] = definition.text;
  }
  return json;
}

}  // namespace

std::string json_report(const Evaluation& evaluation, const Verdict& verdict) {
  Json genres = Json::array(), pictures = Json::array();
  for (const GenreEvaluation& genre : evaluation.genres) {
    genres.push_back(to_json(genre, evaluation.compared));
  }
  for (const Picture& picture : evaluation.pictures) {
    pictures.push_back(
        {{"name", picture.name}, {"title", picture.title}, {"caption", picture.caption}});
  }
  const Json report = {{"format", "sleeve evaluation 1"},
                       {"program", evaluation.compared.program},
                       {"verdict", to_json(verdict)},
                       {"compared", to_json(evaluation.compared)},
                       {"definitions", all_definitions()},
                       {"overall", to_json(evaluation.overall, evaluation.compared)},
                       {"genres", genres},
                       {"nearest_pixels", to_json(evaluation.nearest_pixels)},
                       {"nearest_features", to_json(evaluation.nearest_features)},
                       {"pictures", pictures},
                       {"notes", evaluation.notes}};
  // The names of files need not be UTF-8, as JSON must.
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sleeve::apps
