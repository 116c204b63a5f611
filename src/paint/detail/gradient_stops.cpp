#include "paint/detail/gradient_stops.h"

#include <limits>

namespace gongwen::paint {
namespace {

using style::GradientValue;

/// Maximum number of stops of repeated colours.
constexpr double kMaxStops = 4000;

class StopPlacer {
 public:
  StopPlacer(const GradientValue& gradient, double length, Color current)
      : stops_(gradient.stops), length_(length), current_(current) {}

  std::vector<PlacedStop> run() {
    place();
    std::vector<PlacedStop> placed;
    for (std::size_t i = 0; i < stops_.size(); ++i) {
      if (!stops_[i].is_hint) {
        placed.push_back({at_[i], color(i)});
      } else if (i > 0 && i + 1 < stops_.size()) {
        add_curve(i, placed);
      }
    }
    return placed;
  }

 private:
  Color color(std::size_t i) const { return stops_[i].color.resolve(current_); }

  void place() {
    std::vector<std::optional<double>> places;
    const LayoutUnit base = LayoutUnit::round_from_px(length_);
    for (const style::GradientStop& stop : stops_) {
      places.push_back(stop.position ? std::optional(stop.position->resolve(base).to_px() / length_) : std::nullopt);
    }
    if (!places.front()) places.front() = 0;
    if (!places.back()) places.back() = 1;
    double before = -std::numeric_limits<double>::infinity();
    for (std::optional<double>& at : places) {
      if (at) before = *(at = std::max(*at, before));
    }
    for (std::size_t i = 0; i < places.size();) {
      std::size_t next = i + 1;
      while (next < places.size() && !places[next]) ++next;
      at_.push_back(*places[i]);
      for (std::size_t k = i + 1; k < next; ++k) {
        const double share = static_cast<double>(k - i) / static_cast<double>(next - i);
        at_.push_back(*places[i] + (*places[next] - *places[i]) * share);
      }
      i = next;
    }
  }

  /// The middle of two colours is at the hint; the share of the second one is H^(log ½ / log hint).
  void add_curve(std::size_t hint, std::vector<PlacedStop>& placed) const {
    const double begin = at_[hint - 1];
    const double end = at_[hint + 1];
    if (end <= begin) return;
    const double middle = (at_[hint] - begin) / (end - begin);
    const Color from = color(hint - 1);
    const Color to = color(hint + 1);
    if (middle <= 0) {
      placed.push_back({begin, to});
    } else if (middle >= 1) {
      placed.push_back({end, from});
    } else {
      constexpr int kSteps = 16;
      for (int i = 1; i < kSteps; ++i) {
        const double share = std::pow(static_cast<double>(i) / kSteps, std::log(0.5) / std::log(middle));
        placed.push_back(
            {begin + (end - begin) * i / kSteps, MixedColor::of(from).mixed(MixedColor::of(to), share).color()});
      }
    }
  }

  const std::vector<style::GradientStop>& stops_;
  double length_;
  Color current_;
  std::vector<double> at_;
};

}  // namespace

std::vector<PlacedStop> place_stops(const GradientValue& gradient, double length, Color current) {
  return StopPlacer(gradient, length, current).run();
}

Color average_color(const std::vector<PlacedStop>& stops) {
  const double length = stops.back().at - stops.front().at;
  MixedColor sum;
  for (std::size_t i = 0; i + 1 < stops.size() && length > 0; ++i) {
    const MixedColor middle = MixedColor::of(stops[i].color).mixed(MixedColor::of(stops[i + 1].color), 0.5);
    const double share = (stops[i + 1].at - stops[i].at) / length;
    sum = {sum.red + middle.red * share, sum.green + middle.green * share, sum.blue + middle.blue * share,
           sum.alpha + middle.alpha * share};
  }
  return length > 0 ? sum.color() : stops.back().color;
}

std::optional<std::vector<PlacedStop>> repeated_stops(const std::vector<PlacedStop>& stops, double length,
                                                      double farthest) {
  const double period = stops.back().at - stops.front().at;
  if (period * length < 1.0 / 16) return std::nullopt;
  const double first = std::floor((0 - stops.front().at) / period);
  const double count = std::ceil(farthest / period) + 1;
  if (count * static_cast<double>(stops.size()) > kMaxStops) return std::nullopt;
  std::vector<PlacedStop> all;
  for (double i = 0; i < count; ++i) {
    for (const PlacedStop& stop : stops) all.push_back({stop.at + (first + i) * period, stop.color});
  }
  return all;
}

}  // namespace gongwen::paint
