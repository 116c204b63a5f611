#include "flow/detail/list_builder.h"

#include "base/format.h"
#include "base/utf8.h"
#include "style/counter_style.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace gongwen::flow {

using boxes::BoxId;
using boxes::BoxKind;
using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;

namespace {

/// [MS-OI29500] on w:lvlText: word processors accept at most this many characters.
constexpr std::size_t kMostLevelText = 31;
constexpr int kDeepestList = 8;

struct NumberName {
  NumberFormat format;
  std::string_view counter_style;  // which writes the same
  std::int32_t last;               // up to which both agree
};

/// Programs differ in how they continue after the last letter: `aa` and `ab`, or `aa` and `bb`.
constexpr std::array kNumberNames{
    NumberName{NumberFormat::Decimal, "decimal", 9'999},
    NumberName{NumberFormat::LowerLetter, "lower-alpha", 26},
    NumberName{NumberFormat::UpperLetter, "upper-alpha", 26},
    NumberName{NumberFormat::LowerRoman, "lower-roman", 3'999},
    NumberName{NumberFormat::UpperRoman, "upper-roman", 3'999},
    NumberName{NumberFormat::Chinese, "simp-chinese-informal", 99},
};
constexpr std::int32_t kLastCircled = 20;

std::string number_text(NumberFormat format, std::int32_t number) {
  if (format == NumberFormat::Circled) {
    constexpr char32_t kCircledOne = 0x2460;
    return base::to_utf8(std::u32string(1, kCircledOne + static_cast<char32_t>(number - 1)));
  }
  const style::CounterStyles styles;
  for (const NumberName& name : kNumberNames) {
    if (name.format == format) return styles.format(number, name.counter_style);
  }
  return {};
}

std::int32_t integer_of(std::string_view text, std::int32_t otherwise) {
  std::int32_t value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Finds a format that, from some first number, writes all the markers.
std::optional<List> find_format(const std::vector<std::string>& markers, std::int32_t start) {
  if (std::all_of(markers.begin(), markers.end(), [&](const std::string& one) { return one == markers.front(); }) &&
      (markers.size() > 1 || number_text(NumberFormat::Decimal, start) != markers.front().substr(0, 1))) {
    List bullets;
    bullets.format = NumberFormat::Bullet;
    bullets.before = markers.front();
    return bullets;
  }
  constexpr std::array kFormats{NumberFormat::Decimal,     NumberFormat::LowerRoman,  NumberFormat::UpperRoman,
                                NumberFormat::LowerLetter, NumberFormat::UpperLetter, NumberFormat::Chinese,
                                NumberFormat::Circled};
  for (const NumberFormat format : kFormats) {
    const auto name = std::find_if(kNumberNames.begin(), kNumberNames.end(),
                                   [&](const NumberName& one) { return one.format == format; });
    const std::int32_t most = name == kNumberNames.end() ? kLastCircled : name->last;
    const auto last = start + static_cast<std::int32_t>(markers.size()) - 1;
    if (start < 1 || last > most) continue;
    const std::string first = number_text(format, start);
    const std::size_t at = markers.front().find(first);
    if (at == std::string::npos) continue;
    List list;
    list.format = format;
    list.start = start;
    list.before = markers.front().substr(0, at);
    list.after = markers.front().substr(at + first.size());
    std::int32_t number = start;
    const bool is_same = std::all_of(markers.begin(), markers.end(), [&](const std::string& marker) {
      return marker == list.before + number_text(format, number++) + list.after;
    });
    if (is_same) return list;
  }
  return std::nullopt;
}

}  // namespace

BoxId ListBuilder::marker_of(NodeId item) const {
  const BoxId own = context_.boxes.box_of(item);
  if (!own) return {};
  for (BoxId child = box(own).first_child; child; child = box(child).next_sibling) {
    if (box(child).kind == BoxKind::Marker && box(child).part == boxes::BoxPart::Marker) return child;
  }
  return {};
}

std::optional<std::string> ListBuilder::marker_text(BoxId marker) const {
  std::string text;
  for (BoxId child = box(marker).first_child; child; child = box(child).next_sibling) {
    if (box(child).kind != BoxKind::Text) return std::nullopt;
    text += box(child).text;
  }
  const std::string_view shown = base::trim_ascii_space(text);
  if (shown.empty() || shown.find('%') != std::string_view::npos) return std::nullopt;
  return std::string(shown);
}

/// The room that a marker needs: word processors set text that follows a wider one at the next tab stop.
Twips ListBuilder::hang_of(BoxId marker, std::string_view text) const {
  constexpr double kLetter = 0.55;
  constexpr double kGap = 0.4;
  double ems = kGap;
  for (const char32_t c : base::to_utf32(text)) ems += c < 0x2000 ? kLetter : 1;
  return static_cast<Twips>(style_of(marker).font_size.to_pt() * ems * kTwipsPerPoint);
}

std::optional<std::size_t> ListBuilder::list_of(BoxId marker) {
  if (box(marker).part != boxes::BoxPart::Marker || !box(marker).node) return std::nullopt;
  const NodeId item = box(marker).node;
  const NodeId list = context_.dom.node(item).parent;
  if (!list || context_.dom.node(item).name != ElementName::Li) return std::nullopt;
  const ElementName name = context_.dom.node(list).name;
  if (name != ElementName::Ol && name != ElementName::Ul) return std::nullopt;
  const auto [entry, is_new] = lists_.try_emplace(list);
  if (is_new) entry->second = add_list(list);
  return entry->second;
}

std::optional<std::size_t> ListBuilder::add_list(NodeId node) {
  std::vector<std::string> markers;
  BoxId first;
  Twips hang = 0;
  for (NodeId item = context_.dom.node(node).first_child; item; item = context_.dom.node(item).next_sibling) {
    if (context_.dom.node(item).name != ElementName::Li) continue;
    const BoxId marker = marker_of(item);
    if (!marker) continue;
    const std::optional<std::string> text = marker_text(marker);
    if (!text) return std::nullopt;
    markers.push_back(*text);
    if (!first) first = marker;
    hang = std::max(hang, hang_of(marker, *text));
  }
  if (markers.empty()) return std::nullopt;
  const std::int32_t start = integer_of(context_.dom.attribute_value(node, AttributeName::Start), 1);
  std::optional<List> list = find_format(markers, start);
  // `%1` stands for the number.
  if (!list || base::to_utf32(list->before + list->after).size() + 2 > kMostLevelText) return std::nullopt;
  int level = 0;
  for (NodeId around = context_.dom.node(node).parent; around; around = context_.dom.node(around).parent) {
    const ElementName name = context_.dom.node(around).name;
    if (name != ElementName::Ol && name != ElementName::Ul) continue;
    ++level;
    if (const auto outer = lists_.find(around); outer != lists_.end() && !list->outer) list->outer = outer->second;
  }
  list->level = static_cast<std::uint8_t>(std::min(level, kDeepestList));
  list->hang = hang;
  list->look = looks_.look_of(style_of(first));
  document_.lists.push_back(*std::move(list));
  return document_.lists.size() - 1;
}

}  // namespace gongwen::flow
