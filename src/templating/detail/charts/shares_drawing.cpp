// Labels stand in a column on each side, one below the other, with lines to their slices: so even small slices are
// readable, and labels never overlap.
#include "templating/detail/charts/shares_drawing.h"

#include "templating/detail/charts/chart_svg.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gongwen::templating {
namespace {

constexpr Px kRadius = px(104);
constexpr Px kHole = px(58);
constexpr Px kElbow = px(14);     // from the circle to the bend of a line
constexpr Px kLane = px(20);      // from the circle to where lines turn to their labels
constexpr Px kLabelGap = px(44);  // from the circle to the column of labels
constexpr Px kShareEdge = px(4);
constexpr Px kBetweenLabels = px(5);
constexpr Px kBetweenLines = px(4);
constexpr std::int64_t kWholeShare = 1000;

struct ShareLabel {
  std::vector<std::string> lines;
  double middle = 0;  // of the slice: clockwise from the top, in turns
  Px wanted = 0;      // the middle of the label
  Px top = 0;
  ChartPoint bend;  // where its line leaves the slice

  Px height() const { return static_cast<Px>(lines.size()) * kChartLine; }
};

class SharesDrawing {
 public:
  explicit SharesDrawing(const ChartModel& chart) : chart_(chart), shares_(shares_of(chart)) {}

  std::string draw() {
    read_slices();
    height_ = std::max({2 * (kRadius + px(24)), needed(right_), needed(left_)});
    center_ = {ChartSvg::kWidth / 2, height_ / 2};
    place(right_);
    place(left_);
    draw_slices();
    draw_labels(right_, true);
    draw_labels(left_, false);
    return svg_.finish(height_);
  }

 private:
  ChartPoint at(double turns, Px radius) const {
    const double angle = turns * 2 * std::numbers::pi;
    return {center_.x + std::llround(std::sin(angle) * static_cast<double>(radius)),
            center_.y - std::llround(std::cos(angle) * static_cast<double>(radius))};
  }

  void read_slices() {
    const auto& values = chart_.series.front().values;
    const double sum = static_cast<double>(total());
    std::int64_t before = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::int64_t value = values[i].value_or(0);
      const double begin =
          sum > 0 ? static_cast<double>(before) / sum : static_cast<double>(i) / static_cast<double>(values.size());
      before += value;
      const double end = sum > 0 ? static_cast<double>(before) / sum : begin;
      ends_.push_back({begin, end});
      if (!values[i]) continue;  // a missing value has no slice and no label
      ShareLabel label;
      label.middle = (begin + end) / 2;
      const Px room = ChartSvg::kWidth / 2 - kRadius - kLabelGap - kShareEdge;
      label.lines = break_chart_text(chart_.labels[i], room, 3).lines;
      if (label.lines.size() == 1 && label.lines.front().empty()) label.lines.clear();
      for (std::string& line : break_chart_text(share_text(i), room, 2).lines) label.lines.push_back(std::move(line));
      (label.middle < 0.5 ? right_ : left_).push_back(std::move(label));
    }
    std::reverse(left_.begin(), left_.end());  // from the top
  }

  std::int64_t total() const {
    std::int64_t sum = 0;
    for (const auto& value : chart_.series.front().values) sum += value.value_or(0);
    return sum;
  }

  std::string share_text(std::size_t index) const {
    const std::string value = decimal_text(*chart_.series.front().values[index], chart_.decimals) + chart_.unit;
    const std::int64_t share = shares_[index];
    return value + " · " + std::to_string(share / 10) + "." + std::to_string(share % 10) + "%";
  }

  static Px needed(const std::vector<ShareLabel>& labels) {
    Px sum = 2 * kShareEdge;
    for (const ShareLabel& label : labels) sum += label.height() + kBetweenLabels;
    return sum;
  }

  /// Each label at the height of its slice, moved down and then up until none overlaps another.
  void place(std::vector<ShareLabel>& labels) const {
    Px free = kShareEdge;
    for (ShareLabel& label : labels) {
      label.bend = at(label.middle, kRadius + kElbow);
      label.wanted = label.bend.y;
      label.top = std::max(label.wanted - label.height() / 2, free);
      free = label.top + label.height() + kBetweenLabels;
    }
    Px limit = height_ - kShareEdge;
    for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
      label->top = std::min(label->top, limit - label->height());
      limit = label->top - kBetweenLabels;
    }
    part_lines(labels);
  }

  /// The lines of small slices run apart: those above the middle each above the next, those below it each below the
  /// one before.
  void part_lines(std::vector<ShareLabel>& labels) const {
    for (std::size_t i = labels.size(); i-- > 1;) {
      ShareLabel& upper = labels[i - 1];
      if (upper.wanted < center_.y) upper.bend.y = std::min(upper.bend.y, labels[i].bend.y - kBetweenLines);
      upper.bend.y = std::max(upper.bend.y, px(1));
    }
    for (std::size_t i = 1; i < labels.size(); ++i) {
      ShareLabel& lower = labels[i];
      if (lower.wanted > center_.y) lower.bend.y = std::max(lower.bend.y, labels[i - 1].bend.y + kBetweenLines);
      lower.bend.y = std::min(lower.bend.y, height_ - px(1));
    }
  }

  void draw_slices() {
    const Px hole = chart_.form == ChartForm::Ring ? kHole : 0;
    if (total() == 0) return draw_circles(hole);
    const auto seen = static_cast<std::size_t>(
        std::count_if(ends_.begin(), ends_.end(), [](const auto& one) { return one.second > one.first; }));
    std::size_t number = 0;
    for (const auto& [begin, end] : ends_) {
      if (end <= begin) continue;
      // The last slice is beside the first one and must not look like it.
      const bool repeats = number + 1 == seen && number > 0 && number % ChartSvg::kStyles == 0;
      svg_.slice(repeats ? 1 : number, ring_part(begin, end, hole));
      ++number;
    }
  }

  std::string ring_part(double begin, double end, Px hole) const {
    std::string data;
    // Beside a slice of a millionth the other one is the whole ring: an arc that ends where it begins would vanish.
    const ChartPoint first = at(begin, kRadius);
    const ChartPoint last = at(end, kRadius);
    const bool is_whole = end - begin > 0.5 && first.x == last.x && first.y == last.y;
    if (end - begin >= 1 || is_whole) {
      append_circle(data, kRadius);
      if (hole > 0) append_circle(data, -hole);
      return data;
    }
    const bool is_large = end - begin > 0.5;
    append_step(data, 'M', at(begin, kRadius));
    append_arc(data, kRadius, is_large, true, at(end, kRadius));
    append_step(data, 'L', at(end, hole));
    if (hole > 0) append_arc(data, hole, is_large, false, at(begin, hole));
    return data + "Z";
  }

  static void append_arc(std::string& data, Px radius, bool is_large, bool is_clockwise, ChartPoint end) {
    append_step(data, 'A', {radius, radius});
    data.append(" 0 ").append(is_large ? "1 " : "0 ").append(is_clockwise ? "1 " : "0 ");
    append_px(data, end.x);
    data += ' ';
    append_px(data, end.y);
  }

  /// A negative radius goes round the other way, so that a hole is left out.
  void append_circle(std::string& data, Px radius) const {
    const Px size = std::abs(radius);
    append_step(data, 'M', {center_.x, center_.y - size});
    append_arc(data, size, false, radius > 0, {center_.x, center_.y + size});
    append_arc(data, size, false, radius > 0, {center_.x, center_.y - size});
    data += 'Z';
  }

  void draw_circles(Px hole) {
    std::string data;
    append_circle(data, kRadius);
    if (hole > 0) append_circle(data, -hole);
    svg_.outline(data);
    if (!chart_.has_values()) {
      const ChartPoint middle{center_.x, center_.y + px(5)};
      svg_.text("none", middle, Anchor::Middle, break_chart_text(chart_.no_data, 2 * kRadius, 1).lines.front());
    }
  }

  void draw_labels(const std::vector<ShareLabel>& labels, bool is_right) {
    const Px side = is_right ? 1 : -1;
    const Px x = center_.x + side * (kRadius + kLabelGap);
    for (const ShareLabel& label : labels) {
      std::string data;
      append_step(data, 'M', at(label.middle, kRadius));
      // Outwards from the bend, so that the line of a label that was moved does not cross the circle.
      append_step(data, 'L', label.bend);
      append_step(data, 'L', {center_.x + side * (kRadius + kLane), label.bend.y});
      append_step(data, 'L', {x - side * px(4), label.top + label.height() / 2});
      svg_.leader(data);
      Px baseline = label.top + px(12);
      for (const std::string& line : label.lines) {
        svg_.text("label", {x, baseline}, is_right ? Anchor::Start : Anchor::End, line);
        baseline += kChartLine;
      }
    }
  }

  const ChartModel& chart_;
  std::vector<std::int64_t> shares_;
  ChartSvg svg_;
  std::vector<std::pair<double, double>> ends_;
  std::vector<ShareLabel> right_;
  std::vector<ShareLabel> left_;
  Px height_ = 0;
  ChartPoint center_;
};

}  // namespace

std::vector<std::int64_t> shares_of(const ChartModel& chart) {
  const auto& values = chart.series.front().values;
  std::vector<std::int64_t> shares(values.size());
  std::int64_t sum = 0;
  for (const auto& value : values) sum += value.value_or(0);
  if (sum == 0) return shares;
  for (std::size_t i = 0; i < values.size(); ++i) {
    shares[i] = (2 * values[i].value_or(0) * kWholeShare + sum) / (2 * sum);
  }
  return shares;
}

std::string draw_shares(const ChartModel& chart) { return SharesDrawing(chart).draw(); }

}  // namespace gongwen::templating
