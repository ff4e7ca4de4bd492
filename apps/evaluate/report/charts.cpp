#include "apps/evaluate/report/charts.h"

#include <algorithm>
#include <cmath>

#include "apps/evaluate/report/format.h"
#include "apps/evaluate/report/html.h"

namespace sleeve::apps {
namespace {

// In pixels. The scale leaves room for half a mark at either end.
constexpr int kBoxWidth = 360, kBoxHeight = 22, kBarWidth = 150, kMargin = 6;

std::string svg(int width, int height, const std::string& label, const std::string& content) {
  const std::string w = std::to_string(width), h = std::to_string(height);
  return element("svg", content,
                 "class=\"chart\" width=\"" + w + "\" height=\"" + h + "\" viewBox=\"0 0 " + w +
                     " " + h + "\" role=\"img\" aria-label=\"" + escaped(label) + "\"");
}

class Scale {
 public:
  Scale(int width, double end) : width_(width), end_(end) {}
  double place(double value) const {
    return kMargin + (width_ - 2 * kMargin) * std::clamp(value / end_, 0.0, 1.0);
  }
  std::string at(double value) const { return fixed(place(value), 1); }
  /// Between two values; so thin a box still shows.
  std::string length(double low, double high) const {
    return fixed(std::max(place(high) - place(low), 1.5), 1);
  }

 private:
  int width_;
  double end_;
};

std::string line(const std::string& x1, const std::string& y1, const std::string& x2,
                 const std::string& y2, const std::string& style) {
  return "<line x1=\"" + x1 + "\" y1=\"" + y1 + "\" x2=\"" + x2 + "\" y2=\"" + y2 + "\" class=\"" +
         style + "\"/>";
}

std::string grid_lines(const Scale& scale, double end) {
  std::string lines;
  for (int quarter = 0; quarter <= 4; ++quarter) {
    const std::string x = scale.at(end * quarter / 4);
    lines += line(x, "0", x, std::to_string(kBoxHeight), "rule");
  }
  return lines;
}

}  // namespace

double scale_end(double largest) {
  if (!(largest > 0)) return 1;
  const double power = std::pow(10, std::floor(std::log10(largest)));
  for (const double factor : {1, 2, 4, 8}) {
    if (largest <= factor * power) return factor * power;
  }
  return 10 * power;
}

std::string box_plot_axis(double end) {
  const Scale scale(kBoxWidth, end);
  std::string content;
  for (int quarter = 0; quarter <= 4; ++quarter) {
    const double value = end * quarter / 4;
    const char* anchor = quarter == 0 ? "start" : quarter == 4 ? "end" : "middle";
    const double x = quarter == 0 ? 0 : quarter == 4 ? kBoxWidth : scale.place(value);
    content += element("text", four_digits(value),
                       "x=\"" + fixed(x, 1) + "\" y=\"12\" text-anchor=\"" + anchor + "\"");
  }
  return svg(kBoxWidth, 16, "scale from 0 to " + four_digits(end), content);
}

std::string box_plot(const Distribution& distribution, double end, const std::string& kind) {
  const Scale scale(kBoxWidth, end);
  const BoxPlot& box = distribution.box;
  const auto level = [&](double from, double to, const std::string& style) {
    return line(scale.at(from), "11", scale.at(to), "11", style);
  };
  const auto upright = [&](double value, int top, int bottom, const std::string& style) {
    return line(scale.at(value), std::to_string(top), scale.at(value), std::to_string(bottom),
                style);
  };
  const std::string x = scale.at(distribution.mean);
  const std::string label = "median " + four_digits(box.median) + ", middle half from " +
                            four_digits(box.lower_quartile) + " to " +
                            four_digits(box.upper_quartile);
  return svg(kBoxWidth, kBoxHeight, label,
             grid_lines(scale, end) +
                 level(distribution.quantiles.front(), box.lower_whisker, "dots " + kind) +
                 level(box.upper_whisker, distribution.quantiles.back(), "dots " + kind) +
                 level(box.lower_whisker, box.lower_quartile, "whisker " + kind) +
                 level(box.upper_quartile, box.upper_whisker, "whisker " + kind) +
                 upright(box.lower_whisker, 7, 15, "whisker " + kind) +
                 upright(box.upper_whisker, 7, 15, "whisker " + kind) + "<rect x=\"" +
                 scale.at(box.lower_quartile) + "\" y=\"4\" height=\"14\" width=\"" +
                 scale.length(box.lower_quartile, box.upper_quartile) + "\" class=\"box " + kind +
                 "\"/>" + upright(box.median, 3, 19, "median " + kind) + "<path d=\"M" + x +
                 " 7l4 4l-4 4l-4 -4z\" class=\"mean " + kind + "\"/>");
}

std::string share_bar(const Proportion& proportion, double chance, const std::string& kind) {
  const Scale scale(kBarWidth, 1);
  const Interval interval = proportion.interval();
  const std::string chance_mark = scale.at(chance);
  return svg(kBarWidth, 18, percent(proportion.share()),
             "<rect x=\"6\" y=\"7\" height=\"4\" width=\"138\" class=\"track\"/>" +
                 line(chance_mark, "2", chance_mark, "16", "chance") + "<rect x=\"" +
                 scale.at(interval.low) + "\" y=\"6\" height=\"6\" width=\"" +
                 scale.length(interval.low, interval.high) + "\" class=\"box " + kind +
                 "\"/><circle cx=\"" + scale.at(proportion.share()) +
                 "\" cy=\"9\" r=\"4\" class=\"mean " + kind + "\"/>");
}

}  // namespace sleeve::apps
