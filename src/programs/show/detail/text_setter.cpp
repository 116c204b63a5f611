#include "programs/show/detail/text_setter.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/show.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace gongwen::show {

namespace messages = diagnostics::messages;

namespace {

constexpr std::size_t kMaxCharacters = 100'000;  // of an object

/// Characters and the glyphs that show them together; usually one of each.
struct TextCluster {
  std::u32string text;
  std::vector<std::uint32_t> glyphs;  // numbers that the file states; empty: by the characters
  std::size_t first_unit = 0;         // in UTF-16, of its TextCode
  std::size_t first_character = 0;
  std::size_t first_glyph = 0;
};

/// An element CGTransform: stated glyphs of characters (11.4).
struct StatedGlyphs {
  std::size_t position = 0;
  std::size_t codes = 1;
  std::vector<std::uint32_t> glyphs;
};

std::vector<StatedGlyphs> stated_glyphs(const Element& object) {
  std::vector<StatedGlyphs> list;
  for (const Element& child : object.children) {
    if (child.name != "CGTransform") continue;
    StatedGlyphs stated;
    stated.position = read_whole(value_of(child, "CodePosition")).value_or(0);
    stated.codes = std::max(1U, read_whole(value_of(child, "CodeCount")).value_or(1));
    if (const Element* const glyphs = child.child("Glyphs")) {
      const auto numbers = read_numbers(glyphs->text, kMaxCharacters);
      for (const double number : numbers.value_or(std::vector<double>())) {
        stated.glyphs.push_back(number >= 0 && number < 0x10000 ? static_cast<std::uint32_t>(number) : 0);
      }
    }
    const auto count = read_whole(value_of(child, "GlyphCount"));
    if (count && *count < stated.glyphs.size()) stated.glyphs.resize(*count);
    if (!stated.glyphs.empty()) list.push_back(std::move(stated));
  }
  return list;
}

std::size_t units_of(char32_t c) { return c > 0xFFFF ? 2 : 1; }

/// Returns the text. If it has line ends, a program has indented it, so spaces and line ends around it are removed.
std::u32string text_of_code(const Element& code) {
  std::string_view text = code.text;
  if (text.find('\n') != std::string_view::npos) text = base::trim_ascii_space(text);
  return base::to_utf32(text);
}

/// Cuts a text into clusters. `start` is the number of UTF-16 units of the object before it; programs count positions
/// in one TextCode as well as over all of them, which is the same for the first.
std::vector<TextCluster> clusters_of(const std::u32string& text, const std::vector<StatedGlyphs>& stated,
                                     std::size_t start) {
  std::vector<TextCluster> clusters;
  std::size_t unit = 0;
  std::size_t glyph = 0;
  const auto add = [&](std::u32string part, std::vector<std::uint32_t> glyphs, std::size_t character) {
    TextCluster cluster{std::move(part), std::move(glyphs), unit, character, glyph};
    for (const char32_t c : cluster.text) unit += units_of(c);
    glyph += std::max<std::size_t>(1, cluster.glyphs.size());
    clusters.push_back(std::move(cluster));
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto found = std::ranges::find_if(stated, [&](const StatedGlyphs& s) { return s.position == start + unit; });
    if (found == stated.end()) {
      add(text.substr(i, 1), {}, i);
      ++i;
      continue;
    }
    std::size_t end = i;
    for (std::size_t units = 0; end < text.size() && units < found->codes; ++end) units += units_of(text[end]);
    const std::size_t count = end - i;
    // Programs that count characters in place of UTF-16 units state as many glyphs as characters.
    if (count == found->glyphs.size() || found->codes == found->glyphs.size()) {
      for (std::size_t j = 0; j < std::min(found->glyphs.size(), text.size() - i); ++j) {
        add(text.substr(i + j, 1), {found->glyphs[j]}, i + j);
      }
      i += std::min(found->glyphs.size(), text.size() - i);
    } else {
      add(text.substr(i, count), found->glyphs, i);
      i = end;
    }
  }
  return clusters;
}

/// Distances between characters, as a TextCode states them. Programs count them by glyphs, characters or UTF-16 units;
/// their number shows which.
class CodeSteps {
 public:
  CodeSteps(std::vector<double> steps, std::size_t glyphs, std::size_t characters) : sums_{0} {
    by_glyphs_ = steps.size() + 1 == glyphs && glyphs != characters;
    by_characters_ = !by_glyphs_ && steps.size() < characters;
    last_ = steps.empty() ? 0 : steps.back();
    for (const double step : steps) sums_.push_back(sums_.back() + step);
    is_given_ = !steps.empty();
  }

  bool is_given() const { return is_given_; }
  bool is_by_glyphs() const { return by_glyphs_; }
  double at(const TextCluster& cluster, std::size_t glyph = 0) const {
    if (by_glyphs_) return sum(cluster.first_glyph + glyph);
    return sum(by_characters_ ? cluster.first_character : cluster.first_unit);
  }

 private:
  /// If steps are missing, the last one is repeated, as in other readers.
  double sum(std::size_t index) const {
    if (index < sums_.size()) return sums_[index];
    return sums_.back() + last_ * static_cast<double>(index - sums_.size() + 1);
  }

  std::vector<double> sums_;
  double last_ = 0;
  bool is_given_ = false;
  bool by_glyphs_ = false;
  bool by_characters_ = false;
};

/// Joins glyphs that follow each other on a baseline into runs.
class RunJoiner {
 public:
  RunJoiner(SetText& text, double size, double x_scale) : text_(text), size_(size), x_scale_(x_scale) {}

  /// A glyph at a point in px; `shown` is the text that it stands for, empty for further glyphs of a cluster.
  void add(const ChosenGlyph& glyph, base::PathPoint at, std::u32string_view shown) {
    if (glyph.face == nullptr || glyph.glyph == text::kMissingGlyph) return;
    if (!continues(glyph, at)) begin(glyph, at);
    layout::TextRun& run = *text_.runs.back().run;
    if (!run.glyphs.empty()) run.glyphs.back().advance = raw((at.x - last_.x) / x_scale_);
    layout::RunGlyph added;
    added.glyph = glyph.glyph;
    added.characters = static_cast<std::uint16_t>(shown.size());
    added.advance = raw(natural(glyph));
    run.glyphs.push_back(added);
    run.text += shown;
    last_ = at;
    text_.to = text_.place.apply({at.x + natural(glyph) * x_scale_, at.y});
  }

  double natural(const ChosenGlyph& glyph) const {
    return glyph.face == nullptr ? 0 : glyph.face->advance(glyph.glyph) * size_ / glyph.face->metrics().units_per_em;
  }

 private:
  static constexpr double kSameLine = 1e-3;  // px
  static constexpr double kFarthest = 4'000;

  static std::int32_t raw(double px) {
    return static_cast<std::int32_t>(std::lround(std::clamp(px, -kFarthest, kFarthest) * 65536));
  }

  bool continues(const ChosenGlyph& glyph, base::PathPoint at) const {
    if (text_.runs.empty() || text_.turn != 0) return false;
    const layout::TextRun& run = *text_.runs.back().run;
    return run.face == glyph.id && run.synthetic_bold == glyph.is_bold && run.synthetic_oblique == glyph.is_oblique &&
           std::abs(at.y - last_.y) < kSameLine && at.x >= last_.x && at.x - last_.x < kFarthest * x_scale_;
  }

  void begin(const ChosenGlyph& glyph, base::PathPoint at) {
    SetRun& set = text_.runs.emplace_back();
    set.exact = at;
    set.position = {base::LayoutUnit::round_from_px(at.x), base::LayoutUnit::round_from_px(at.y)};
    set.face = glyph.face;
    set.run = std::make_shared<layout::TextRun>();
    set.run->face = glyph.id;
    set.run->family = glyph.family;
    set.run->size = base::FontSize::round_from_px(size_);
    set.run->synthetic_bold = glyph.is_bold;
    set.run->synthetic_oblique = glyph.is_oblique;
    set.run->x_scale = x_scale_;
  }

  SetText& text_;
  double size_;
  double x_scale_;
  base::PathPoint last_;
};

}  // namespace

base::Path SetText::outlines() const {
  base::Path all;
  for (const SetRun& set : runs) {
    const std::int32_t units = set.face->metrics().units_per_em;
    base::Transform turned = paint::turn_transform(turn == 90    ? layout::QuarterTurn::Clockwise
                                                   : turn == 270 ? layout::QuarterTurn::Counterclockwise
                                                                 : layout::QuarterTurn::None);
    if (turn == 180) turned = {-1, 0, 0, -1, 0, 0};
    paint::DrawGlyphs draw{{}, set.run.get(), {}, {}};
    base::Transform run = turned.after(paint::run_transform(draw, units));
    run.e += set.exact.x;
    run.f += set.exact.y;
    paint::for_each_placed_glyph(*set.run, units, [&](const layout::RunGlyph& glyph, base::PathPoint origin) {
      const base::Transform placed{1, 0, 0, 1, origin.x, origin.y};
      all.append(text::glyph_outline(*set.face, glyph.glyph), place.after(run).after(placed));
    });
  }
  return all;
}

SetText TextSetter::set(const Element& object, const base::Transform& map) {
  const std::string_view id = value_of(object, "ID");
  SetText text;
  TextFont font;
  font.object = id;
  const std::string_view font_id = value_of(object, "Font");
  if (const auto found = resources_.fonts.find(font_id); found != resources_.fonts.end()) {
    font.resource = &found->second;
  } else {
    reporter_.of_object(messages::ShowNoResource, id, font_id);
  }
  font.weight = static_cast<int>(std::min(1'000U, read_whole(value_of(object, "Weight")).value_or(400)));
  font.is_italic = read_flag(value_of(object, "Italic"), false);
  const auto size = read_number(value_of(object, "Size"));
  if (!size || *size <= 0) reporter_.of_object(messages::ShowBadValue, id, "Size", value_of(object, "Size"), 2);
  const double size_mm = size && *size > 0 ? *size : 3.704;
  const auto stated_scale = read_number(value_of(object, "HScale"));
  if (!stated_scale && !value_of(object, "HScale").empty())
    reporter_.of_object(messages::ShowBadValue, id, "HScale", value_of(object, "HScale"), 2);
  const double h_scale = std::clamp(stated_scale.value_or(1), 0.01, 100.0);
  const auto direction = [&](std::string_view name) -> std::uint32_t {
    const std::string_view value = value_of(object, name);
    const auto degrees = read_whole(value);
    if (!value.empty() && (!degrees || *degrees % 90 != 0))
      reporter_.of_object(messages::ShowBadValue, id, name, value, 2);
    return degrees && *degrees % 90 == 0 ? *degrees % 360 : 0;
  };
  text.turn = static_cast<int>(direction("CharDirection"));
  const std::uint32_t reading = direction("ReadDirection");

  // A transform without turn and shear becomes the size and width of the type, everything else stays a transform.
  const bool is_level = map.b == 0 && map.c == 0 && map.a > 0 && map.d > 0;
  const double scale = is_level ? map.d : kPxOfMm;
  const double x_scale = h_scale * (is_level ? map.a / map.d : 1);
  base::Transform inner{scale, 0, 0, scale, 0, 0};
  if (is_level) {
    inner = map;
  } else {
    text.place = map.after({1 / kPxOfMm, 0, 0, 1 / kPxOfMm, 0, 0});
  }
  text.size = size_mm * std::sqrt(std::abs(map.determinant()));

  const std::vector<StatedGlyphs> stated = stated_glyphs(object);
  RunJoiner joiner(text, size_mm * scale, x_scale);
  std::size_t units = 0;
  base::PathPoint start;
  bool is_first = true;
  for (const Element& code : object.children) {
    if (code.name != "TextCode") continue;
    const std::u32string characters = text_of_code(code);
    if (characters.size() > kMaxCharacters) {
      reporter_.of_file(messages::ShowTooLarge,
                        fmt::format("TextObject {}: {} > {}", id, characters.size(), kMaxCharacters));
      return text;
    }
    start.x = read_number(value_of(code, "X")).value_or(start.x);
    start.y = read_number(value_of(code, "Y")).value_or(start.y);
    const std::vector<TextCluster> clusters = clusters_of(characters, stated, units);
    std::size_t glyph_count = 0;
    for (const TextCluster& cluster : clusters) glyph_count += std::max<std::size_t>(1, cluster.glyphs.size());
    const auto steps_of = [&](std::string_view name) {
      const std::string_view value = value_of(code, name);
      auto steps = read_steps(value, kMaxCharacters);
      if (!steps) reporter_.of_object(messages::ShowBadValue, id, name, value, 2);
      return CodeSteps(std::move(steps).value_or(std::vector<double>()), glyph_count, characters.size());
    };
    const CodeSteps across = steps_of("DeltaX");
    const CodeSteps down = steps_of("DeltaY");
    const bool flows = !across.is_given() && !down.is_given();
    double along = 0;  // px, used if no steps are stated
    for (const TextCluster& cluster : clusters) {
      std::vector<ChosenGlyph> glyphs;
      for (const std::uint32_t number : cluster.glyphs) {
        if (auto chosen = fonts_.glyph(font, number)) glyphs.push_back(*std::move(chosen));
      }
      // If a stated glyph does not exist, the characters decide what is shown.
      const bool by_text = glyphs.empty() || glyphs.size() != cluster.glyphs.size();
      if (by_text) glyphs.clear();
      for (std::size_t i = 0; by_text && i < cluster.text.size(); ++i) {
        if (cluster.text[i] >= U' ') glyphs.push_back(fonts_.of_character(font, cluster.text[i]));
      }
      double within = 0;
      for (std::size_t i = 0; i < glyphs.size(); ++i) {
        const bool states_each = across.is_by_glyphs() || down.is_by_glyphs();
        const std::size_t step = states_each && !by_text ? i : 0;
        base::PathPoint at = inner.apply({start.x + across.at(cluster, step), start.y + down.at(cluster, step)});
        const double shift = along + (step == 0 ? within : 0);
        if (reading == 0) at.x += shift;
        if (reading == 90) at.y += shift;
        if (reading == 180) at.x -= shift;
        if (reading == 270) at.y -= shift;
        std::u32string shown = i == 0 ? cluster.text : std::u32string();
        if (by_text) shown = cluster.text.substr(i, 1);
        std::erase_if(shown, [](char32_t c) { return c < U' '; });
        if (is_first) text.from = text.place.apply(at);
        is_first = false;
        joiner.add(glyphs[i], at, shown);
        within += joiner.natural(glyphs[i]) * (reading % 180 == 0 ? x_scale : 1);
      }
      if (flows) along += within;
    }
    for (const char32_t c : characters) units += units_of(c);
    text.text += characters;
    text.characters += characters.size();
  }
  std::erase_if(text.text, [](char32_t c) { return c < U' '; });
  return text;
}

}  // namespace gongwen::show
