#include "templating/detail/charts/axes_drawing.h"

#include "templating/detail/charts/chart_axis.h"
#include "templating/detail/charts/chart_svg.h"

#include <algorithm>
#include <cmath>

namespace gongwen::templating {
namespace {

constexpr Px kAxesEdge = px(4);
constexpr Px kPlotHeight = px(142);
constexpr Px kTickGap = px(6);
constexpr Px kValueGap = px(4);
constexpr Px kWidestLabel = px(210);  // of horizontal bars
constexpr Px kAscent = px(12);

/// The heights of a stack above and below zero.
struct Stack {
  std::int64_t above = 0;
  std::int64_t below = 0;
};

class AxesDrawing {
 public:
  explicit AxesDrawing(const ChartModel& chart) : chart_(chart) {}

  std::string draw() {
    choose_axis();
    top_ = px(2);
    bool unit_is_beside = false;  // at the right of the legend, which saves a line
    if (chart_.series.size() > 1) {
      std::vector<std::string> names;
      for (const ChartModel::Series& series : chart_.series) names.push_back(series.name);
      const ChartPoint end = svg_.legend(names, chart_.form == ChartForm::Line, top_);
      top_ = end.y + px(6);
      unit_is_beside = end.x + px(20) + chart_text_width(chart_.unit_line) < ChartSvg::kWidth - kAxesEdge;
      if (unit_is_beside) {
        svg_.text("unit", {ChartSvg::kWidth - kAxesEdge, end.y - px(3)}, Anchor::End, chart_.unit_line);
      }
    }
    if (!chart_.unit_line.empty() && !unit_is_beside) {
      svg_.text("unit", {kAxesEdge, top_ + kAscent}, Anchor::Start,
                break_chart_text(chart_.unit_line, ChartSvg::kWidth - 2 * kAxesEdge, 1).lines.front());
      top_ += kChartLine;
    }
    return chart_.lies() ? draw_lying() : draw_standing();
  }

 private:
  std::size_t categories() const { return chart_.labels.size(); }
  const std::optional<std::int64_t>& value(std::size_t series, std::size_t category) const {
    return chart_.series[series].values[category];
  }
  std::string written(std::int64_t value) const { return decimal_text(value, chart_.decimals); }

  // The axis of values.

  Stack stack(std::size_t category, std::size_t series_count) const {
    Stack sums;
    for (std::size_t i = 0; i < series_count; ++i) {
      const std::int64_t one = value(i, category).value_or(0);
      (one < 0 ? sums.below : sums.above) += one;
    }
    return sums;
  }

  void choose_axis() {
    std::int64_t one = 1;
    for (int i = 0; i < chart_.decimals; ++i) one *= 10;
    std::optional<std::int64_t> least;
    std::optional<std::int64_t> most;
    const auto reach = [&](std::int64_t value) {
      least = std::min(least.value_or(value), value);
      most = std::max(most.value_or(value), value);
    };
    if (chart_.form != ChartForm::Line || chart_.from_zero || !chart_.has_values()) reach(0);
    for (std::size_t category = 0; category < categories(); ++category) {
      const Stack sums = stack(category, chart_.series.size());
      if (chart_.is_stacked()) {
        reach(sums.above);
        reach(sums.below);
        continue;
      }
      for (std::size_t i = 0; i < chart_.series.size(); ++i) {
        if (value(i, category)) reach(*value(i, category));
      }
    }
    axis_ = make_axis(*least, *most, one);
  }

  /// All ticks have as many decimals as the step: 0.0, 0.5, 1.0.
  std::string tick_text(std::int64_t value) const {
    int decimals = chart_.decimals;
    std::int64_t step = axis_.step;
    for (; decimals > 0 && step % 10 == 0; --decimals) {
      step /= 10;
      value /= 10;
    }
    std::string text = decimal_text(value, decimals);
    if (decimals == 0) return text;
    if (text.find('.') == std::string::npos) text += '.';
    while (text.size() - text.find('.') <= static_cast<std::size_t>(decimals)) text += '0';
    return text;
  }

  Px widest_tick() const {
    Px widest = 0;
    for (std::int64_t i = 0; i <= axis_.steps(); ++i) {
      widest = std::max(widest, chart_text_width(tick_text(axis_.low + i * axis_.step)));
    }
    return widest;
  }

  /// The distance of a value from the lower end of the axis, on an axis of `length`.
  Px along(std::int64_t value, Px length) const {
    // Both differences are exact as double, and the quotient is rounded only once: the same on all systems.
    const double part = static_cast<double>(value - axis_.low) / static_cast<double>(axis_.high - axis_.low);
    return std::llround(part * static_cast<double>(length));
  }

  Px widest_value(bool of_stacks) const {
    Px widest = 0;
    for (std::size_t category = 0; category < categories(); ++category) {
      if (of_stacks) {
        const Stack sums = stack(category, chart_.series.size());
        widest = std::max(widest, chart_text_width(written(sums.above + sums.below)));
        continue;
      }
      for (std::size_t i = 0; i < chart_.series.size(); ++i) {
        if (value(i, category)) widest = std::max(widest, chart_text_width(written(*value(i, category))));
      }
    }
    return widest;
  }

  bool has_negative() const { return axis_.low < 0; }
  /// The value at which bars begin, and at which the axis of categories is drawn.
  std::int64_t base_value() const { return std::clamp<std::int64_t>(0, axis_.low, axis_.high); }

  // Lines and columns.

  Px y_of(std::int64_t value) const { return top_ + kPlotHeight - along(value, kPlotHeight); }
  Px x_of(std::size_t category) const {
    const auto count = static_cast<Px>(categories());
    return left_ + px(4) + (right_ - left_ - px(4)) * (2 * static_cast<Px>(category) + 1) / (2 * count);
  }
  Px pitch() const { return (right_ - left_ - px(4)) / std::max<Px>(static_cast<Px>(categories()), 1); }

  std::string draw_standing() {
    left_ = std::max(px(44), widest_tick() + kTickGap + kAxesEdge);
    right_ = ChartSvg::kWidth - px(8);
    top_ += px(18);  // the values above the highest column
    for (std::int64_t i = 0; i <= axis_.steps(); ++i) {
      const std::int64_t value = axis_.low + i * axis_.step;
      const Px y = y_of(value);
      svg_.grid({left_, y}, {right_, y}, value == base_value());
      svg_.text("tick", {left_ - kTickGap, y + px(4)}, Anchor::End, tick_text(value));
    }
    if (!chart_.has_values()) {
      svg_.text("none", {(left_ + right_) / 2, top_ + kPlotHeight / 2}, Anchor::Middle, no_data(right_ - left_));
    } else if (chart_.form == ChartForm::Line) {
      draw_lines();
    } else {
      for (std::size_t category = 0; category < categories(); ++category) {
        if (chart_.is_stacked()) {
          draw_standing_stack(category);
        } else {
          draw_group(category);
        }
      }
    }
    const Px below = top_ + kPlotHeight + (has_negative() ? px(16) : 0);
    return svg_.finish(draw_categories(below) + px(6));
  }

  std::string no_data(Px width) const { return break_chart_text(chart_.no_data, width, 1).lines.front(); }

  void draw_lines() {
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      std::string data;
      bool is_open = false;
      for (std::size_t category = 0; category < categories(); ++category) {
        const auto& one = value(i, category);
        if (one) append_step(data, is_open ? 'L' : 'M', {x_of(category), y_of(*one)});
        is_open = one.has_value();
      }
      svg_.line(i, data);
    }
    // Markers that touch each other would hide the line; a point alone has no line.
    const bool is_sparse = pitch() >= px(12);
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      for (std::size_t category = 0; category < categories(); ++category) {
        const bool is_shown = value(i, category) && (is_sparse || is_alone(i, category));
        if (is_shown) svg_.marker(i, {x_of(category), y_of(*value(i, category))});
      }
    }
    if (chart_.series.size() != 1 || widest_value(false) + kValueGap > pitch()) return;
    for (std::size_t category = 0; category < categories(); ++category) {
      const auto& one = value(0, category);
      if (!one) continue;
      const Px y = y_of(*one);
      const bool is_below = is_valley(category) && y + px(20) < top_ + kPlotHeight;
      svg_.text("value", {x_of(category), is_below ? y + px(18) : y - px(8)}, Anchor::Middle, written(*one));
    }
  }

  bool is_alone(std::size_t series, std::size_t category) const {
    const bool before = category > 0 && value(series, category - 1);
    const bool after = category + 1 < categories() && value(series, category + 1);
    return !before && !after;
  }

  bool is_valley(std::size_t category) const {
    const std::int64_t one = *value(0, category);
    const bool falls = category > 0 && value(0, category - 1).value_or(one) > one;
    const bool rises = category + 1 < categories() && value(0, category + 1).value_or(one) > one;
    const bool before_is_lower = category > 0 && value(0, category - 1).value_or(one) < one;
    const bool after_is_lower = category + 1 < categories() && value(0, category + 1).value_or(one) < one;
    return (falls || rises) && !before_is_lower && !after_is_lower;
  }

  void draw_group(std::size_t category) {
    const auto count = static_cast<Px>(chart_.series.size());
    const Px width = std::min(pitch() * 7 / 10, count * (count == 1 ? px(56) : px(36)));
    const Px slot = count == 1 ? pitch() : width / count;
    const bool with_values = widest_value(false) + px(2) <= slot;
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const auto& one = value(i, category);
      if (!one) continue;
      const Px x = x_of(category) - width / 2 + width / count * static_cast<Px>(i);
      const Px from = std::min(y_of(*one), y_of(base_value()));
      const Px height = std::abs(y_of(*one) - y_of(base_value()));
      svg_.bar(i, {x, from, width / count, height});
      const Px y = *one < 0 ? from + height + px(13) : from - px(5);
      if (with_values) svg_.text("value", {x + width / count / 2, y}, Anchor::Middle, written(*one));
    }
  }

  void draw_standing_stack(std::size_t category) {
    const Px width = std::min(pitch() * 7 / 10, px(56));
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const auto& one = value(i, category);
      if (!one || *one == 0) continue;
      const Stack before = stack(category, i);
      const std::int64_t from = *one < 0 ? before.below : before.above;
      const Px upper = std::min(y_of(from), y_of(from + *one));
      const Px height = std::abs(y_of(from) - y_of(from + *one));
      svg_.bar(i, {x_of(category) - width / 2, upper, width, height});
      const Px room = chart_text_width(written(*one)) + px(4);
      if (room > width - px(2) || height < px(17)) continue;
      const Px middle = upper + height / 2;
      svg_.clear({x_of(category) - room / 2, middle - px(7), room, px(14)});
      svg_.text("value", {x_of(category), middle + px(4)}, Anchor::Middle, written(*one));
    }
    if (chart_.series.size() < 2 || widest_value(true) + px(4) > pitch()) return;
    const Stack sums = stack(category, chart_.series.size());
    if (!has_one(category)) return;
    svg_.text("total", {x_of(category), y_of(sums.above) - px(5)}, Anchor::Middle, written(sums.above + sums.below));
  }

  bool has_one(std::size_t category) const {
    return std::any_of(chart_.series.begin(), chart_.series.end(),
                       [&](const ChartModel::Series& series) { return series.values[category].has_value(); });
  }

  /// Writes every label, or every second, third …, in lines, so that none is cut and none touches the next. Returns the
  /// lower edge.
  Px draw_categories(Px top) {
    if (categories() == 0) return top;
    constexpr std::size_t kMostLines = 5;
    constexpr Px kReadable = px(34);  // a narrower column holds less than two Chinese characters in a line
    for (std::size_t every = 1;; ++every) {
      const bool is_last_try = every >= categories();
      const bool may_cut = is_last_try || (every == 1 && pitch() >= kReadable);
      std::vector<ChartLines> labels;
      bool is_whole = true;
      for (std::size_t category = 0; category < categories() && (is_whole || may_cut); category += every) {
        const Px beside = 2 * std::min(x_of(category), ChartSvg::kWidth - x_of(category)) - px(4);
        const Px room = std::min(static_cast<Px>(every) * pitch() - px(6), beside);
        labels.push_back(
            break_chart_text(chart_.labels[category], std::max(room, px(14)), every == 1 ? kMostLines : 2));
        is_whole = is_whole && labels.back().is_whole && room >= px(14);
      }
      if (is_whole || may_cut) return write_categories(labels, every, top);
    }
  }

  Px write_categories(const std::vector<ChartLines>& labels, std::size_t every, Px top) {
    std::size_t most = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      Px baseline = top + px(18);
      for (const std::string& line : labels[i].lines) {
        svg_.text("label", {x_of(i * every), baseline}, Anchor::Middle, line);
        baseline += kChartLine;
      }
      most = std::max(most, labels[i].lines.size());
    }
    return top + px(6) + static_cast<Px>(most) * kChartLine;
  }

  // Bars.

  std::string draw_lying() {
    const std::size_t most_lines = categories() > 20 ? 1 : 2;
    std::vector<ChartLines> labels;
    Px widest = px(40);
    for (const std::string& label : chart_.labels) {
      labels.push_back(break_chart_text(label, kWidestLabel, most_lines));
      widest = std::max(widest, std::min(labels.back().width(), kWidestLabel));
    }
    const Px values = widest_value(chart_.is_stacked()) + px(10);
    left_ = kAxesEdge + widest + px(8) + (has_negative() ? values : 0);
    right_ = ChartSvg::kWidth - std::max(values, widest_tick() / 2 + kAxesEdge);
    top_ += px(4);
    Px row = px(static_cast<std::int64_t>(chart_row_height(chart_)));
    for (const ChartLines& label : labels) {
      row = std::max(row, static_cast<Px>(label.lines.size()) * kChartLine + px(6));
    }
    const Px foot = top_ + static_cast<Px>(std::max<std::size_t>(categories(), 1)) * row + px(4);
    draw_lying_axis(foot);
    for (std::size_t category = 0; category < categories(); ++category) {
      const Px top = top_ + static_cast<Px>(category) * row;
      const auto lines = static_cast<Px>(labels[category].lines.size());
      Px baseline = top + (row - lines * kChartLine) / 2 + px(12);
      for (const std::string& line : labels[category].lines) {
        svg_.text("label", {kAxesEdge + widest, baseline}, Anchor::End, line);
        baseline += kChartLine;
      }
      if (chart_.is_stacked()) {
        draw_lying_stack(category, top, row);
      } else {
        draw_lying_group(category, top, row);
      }
    }
    if (!chart_.has_values()) {
      svg_.text("none", {(left_ + right_) / 2, (top_ + foot) / 2 + px(4)}, Anchor::Middle, no_data(right_ - left_));
    }
    return svg_.finish(foot + px(24));
  }

  Px lying_x(std::int64_t value) const { return left_ + along(value, right_ - left_); }

  void draw_lying_axis(Px foot) {
    const Px step = (right_ - left_) / axis_.steps();
    const std::int64_t every = (widest_tick() + px(8)) / step + 1;
    for (std::int64_t i = 0; i <= axis_.steps(); ++i) {
      const std::int64_t value = axis_.low + i * axis_.step;
      const Px x = lying_x(value);
      svg_.grid({x, top_}, {x, foot}, value == base_value());
      const std::int64_t from_base = (value - base_value()) / axis_.step;
      if (from_base % every == 0) svg_.text("tick", {x, foot + px(16)}, Anchor::Middle, tick_text(value));
    }
  }

  void draw_lying_group(std::size_t category, Px top, Px row) {
    const auto count = static_cast<Px>(chart_.series.size());
    const Px thick = count == 1 ? px(18) : px(14);
    const Px first = top + (row - count * thick) / 2;
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const auto& one = value(i, category);
      if (!one) continue;
      const Px from = std::min(lying_x(*one), lying_x(base_value()));
      const Px length = std::abs(lying_x(*one) - lying_x(base_value()));
      const Px y = first + static_cast<Px>(i) * thick;
      svg_.bar(i, {from, y, length, thick});
      const bool is_left = *one < 0;
      const ChartPoint place{is_left ? from - px(5) : from + length + px(5), y + thick / 2 + px(4)};
      svg_.text("value", place, is_left ? Anchor::End : Anchor::Start, written(*one));
    }
  }

  void draw_lying_stack(std::size_t category, Px top, Px row) {
    constexpr Px kThick = px(18);
    const Px y = top + (row - kThick) / 2;
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const auto& one = value(i, category);
      if (!one || *one == 0) continue;
      const Stack before = stack(category, i);
      const std::int64_t start = *one < 0 ? before.below : before.above;
      const Px from = std::min(lying_x(start), lying_x(start + *one));
      const Px length = std::abs(lying_x(start) - lying_x(start + *one));
      svg_.bar(i, {from, y, length, kThick});
      const Px room = chart_text_width(written(*one)) + px(4);
      if (room > length - px(4)) continue;
      const Px middle = from + length / 2;
      svg_.clear({middle - room / 2, y + px(2), room, px(14)});
      svg_.text("value", {middle, y + px(13)}, Anchor::Middle, written(*one));
    }
    if (chart_.series.size() < 2 || !has_one(category)) return;
    const Stack sums = stack(category, chart_.series.size());
    svg_.text("total", {lying_x(sums.above) + px(5), y + px(13)}, Anchor::Start, written(sums.above + sums.below));
  }

  const ChartModel& chart_;
  ChartSvg svg_;
  ChartAxis axis_;
  Px top_ = 0;
  Px left_ = 0;
  Px right_ = 0;
};

}  // namespace

std::string draw_on_axes(const ChartModel& chart) { return AxesDrawing(chart).draw(); }

}  // namespace gongwen::templating
