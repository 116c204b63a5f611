#include "sheet/detail/sheet_attributes.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/sheet.h"
#include "sheet/limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

namespace gongwen::sheet {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;

bool has_place(ElementName name) {
  return name == ElementName::Td || name == ElementName::Th || name == ElementName::Tr || name == ElementName::Table;
}

/// The element itself, or its nearest ancestor that has a place on a sheet.
NodeId find_placed(const dom::Tree& tree, NodeId node) {
  for (; node; node = tree.node(node).parent) {
    if (tree.node(node).kind == dom::NodeKind::Element && has_place(tree.node(node).name)) return node;
  }
  return {};
}

}  // namespace

LinkTargets::LinkTargets(const dom::Tree& tree) {
  const NodeId root = tree.root_element();
  std::unordered_set<std::string_view> wanted;
  for (NodeId id = root; id; id = tree.next_in_order(id, root)) {
    if (!tree.is_element(id, ElementName::A)) continue;
    const std::string_view address = tree.attribute_value(id, AttributeName::Href);
    if (address.starts_with('#')) wanted.insert(address.substr(1));
  }
  if (wanted.empty()) return;
  for (NodeId id = root; id; id = tree.next_in_order(id, root)) {
    if (tree.node(id).kind != dom::NodeKind::Element) continue;
    const std::string_view name = tree.attribute_value(id, AttributeName::Id);
    if (name.empty() || !wanted.contains(name)) continue;
    const NodeId placed = find_placed(tree, id);
    if (!placed) continue;
    nodes_.emplace(name, placed);
    places_.emplace(placed, std::nullopt);
  }
}

void LinkTargets::settle(NodeId node, const TargetPlace& place) {
  if (places_.empty()) return;
  const auto found = places_.find(node);
  if (found != places_.end()) found->second = place;
}

void LinkTargets::move_down(std::size_t sheet, std::span<const RowsAdded> added) {
  for (auto& [node, target] : places_) {
    if (!target || target->sheet != sheet) continue;
    std::uint32_t moved = 0;
    for (const RowsAdded& rows : added) moved += target->place.row >= rows.before ? rows.count : 0;
    target->place.row += moved;
  }
}

std::optional<TargetPlace> LinkTargets::find(std::string_view id) const {
  const auto node = nodes_.find(id);
  return node == nodes_.end() ? std::nullopt : places_.at(node->second);
}

namespace {

struct DataTypeName {
  std::string_view name;
  DataType type;
};
constexpr std::array kDataTypes{
    DataTypeName{"number", DataType::Number},   DataTypeName{"date", DataType::Date},
    DataTypeName{"text", DataType::Text},       DataTypeName{"formula", DataType::Formula},
    DataTypeName{"boolean", DataType::Boolean},
};

/// Parses a text that consists of one integer of this type.
template <typename Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<FreezeRequest> parse_freeze(std::string_view text) {
  FreezeRequest request;
  if (text.starts_with("head")) {
    request.head = true;
    text = base::trim_ascii_space(text.substr(4));
  }
  if (text.empty()) return FreezeRequest{true, 0};
  const auto columns = parse_whole<std::uint16_t>(text);
  if (!columns || *columns >= kMaxColumns) return std::nullopt;
  request.columns = *columns;
  return request;
}

std::optional<PageFit> parse_fit_pages(std::string_view text) {
  const std::size_t cross = text.find('x');
  if (cross == std::string_view::npos) return std::nullopt;
  const auto wide = parse_whole<std::uint16_t>(text.substr(0, cross));
  const auto tall = parse_whole<std::uint16_t>(text.substr(cross + 1));
  constexpr std::uint16_t kMaxPages = 32'767;  // ECMA-376-1 §18.3.1.63, with Excel's limit
  if (!wide || !tall || *wide > kMaxPages || *tall > kMaxPages) return std::nullopt;
  return PageFit{*wide, *tall};
}

}  // namespace

void SheetAttributes::reject(const dom::Attribute& attribute, std::string_view allowed) const {
  const std::string_view name =
      attribute.name == dom::AttributeName::Custom ? attribute.custom_name : dom::attribute_text(attribute.name);
  sink_.report(diagnostics::messages::SheetInvalidAttribute, attribute.origin, attribute.value, name, allowed);
}

std::optional<DataType> SheetAttributes::data_type(dom::NodeId node) const {
  const dom::Attribute* const attribute = tree_.find_custom_attribute(node, "data-type");
  if (attribute == nullptr) return std::nullopt;
  for (const DataTypeName& known : kDataTypes) {
    if (known.name == attribute->value) return known.type;
  }
  reject(*attribute, "number, date, text, formula, boolean");
  return std::nullopt;
}

std::uint32_t SheetAttributes::span(dom::NodeId node, dom::AttributeName name, std::uint32_t least) const {
  const dom::Attribute* const attribute = tree_.find_attribute(node, name);
  if (attribute == nullptr) return 1;
  const auto number = parse_whole<std::uint32_t>(attribute->value);
  if (number && *number >= least && *number <= kMaxRows) return *number;
  reject(*attribute, least == 0 ? "0, 1, 2 …" : "1, 2, 3 …");
  return 1;
}

FreezeRequest SheetAttributes::freeze(dom::NodeId table) const {
  const dom::Attribute* const attribute = tree_.find_custom_attribute(table, "data-freeze");
  if (attribute == nullptr) return {};
  if (const auto request = parse_freeze(base::trim_ascii_space(attribute->value))) return *request;
  reject(*attribute, "head, 2, head 2");
  return {};
}

std::optional<PageFit> SheetAttributes::fit(dom::NodeId table) const {
  const dom::Attribute* const attribute = tree_.find_custom_attribute(table, "data-fit");
  if (attribute == nullptr || attribute->value == "width") return PageFit{1, 0};
  if (attribute->value == "page") return PageFit{1, 1};
  if (attribute->value == "none" || attribute->value.ends_with('%')) return std::nullopt;
  if (const auto pages = parse_fit_pages(attribute->value)) return pages;
  reject(*attribute, "width, page, none, 1x2, 80%");
  return PageFit{1, 0};
}

std::optional<ChartKind> SheetAttributes::chart_kind(dom::NodeId table) const {
  const dom::Attribute* const attribute = tree_.find_custom_attribute(table, "data-chart");
  if (attribute == nullptr) return std::nullopt;
  const std::optional<ChartKind> kind = charts::kind_named(attribute->value);
  if (!kind) reject(*attribute, charts::kKindNames);
  return kind;
}

SheetView SheetAttributes::view(dom::NodeId table) const {
  SheetView view;
  if (const dom::Attribute* const color = tree_.find_custom_attribute(table, "data-tab-color")) {
    view.tab_color = css::parse_color(base::trim_ascii_space(color->value));
    if (!view.tab_color) reject(*color, "#1f4e79, red");
  }
  if (const dom::Attribute* const zoom = tree_.find_custom_attribute(table, "data-zoom")) {
    view.zoom = percent(*zoom, 10, 400).value_or(100);
  }
  if (const dom::Attribute* const lines = tree_.find_custom_attribute(table, "data-gridlines")) {
    view.gridlines = lines->value != "none";
    if (lines->value != "none" && lines->value != "show") reject(*lines, "show, none");
  }
  if (const dom::Attribute* const sums = tree_.find_custom_attribute(table, "data-sums")) {
    view.sums_above = sums->value == "above";
    if (sums->value != "above" && sums->value != "below") reject(*sums, "below, above");
  }
  return view;
}

std::optional<std::uint16_t> SheetAttributes::percent(const dom::Attribute& attribute, std::uint16_t least,
                                                      std::uint16_t most) const {
  std::string_view text = base::trim_ascii_space(attribute.value);
  if (text.ends_with('%')) text.remove_suffix(1);
  const auto number = parse_whole<std::uint16_t>(text);
  if (number && *number >= least && *number <= most) return *number;
  reject(attribute, std::to_string(least) + "% … " + std::to_string(most) + "%");
  return std::nullopt;
}

std::uint16_t SheetAttributes::print_scale(dom::NodeId table) const {
  const dom::Attribute* const attribute = tree_.find_custom_attribute(table, "data-fit");
  if (attribute == nullptr || !attribute->value.ends_with('%')) return 100;
  return percent(*attribute, 10, 400).value_or(100);
}

std::uint16_t SheetAttributes::repeated_columns(dom::NodeId table) const {
  const dom::Attribute* const attribute = tree_.find_custom_attribute(table, "data-repeat-columns");
  if (attribute == nullptr) return 0;
  const auto number = parse_whole<std::uint16_t>(attribute->value);
  if (number && *number < kMaxColumns) return *number;
  reject(*attribute, "1, 2 …");
  return 0;
}

std::uint8_t SheetAttributes::outline_level(dom::NodeId element) const {
  const dom::Attribute* const attribute = tree_.find_custom_attribute(element, "data-level");
  if (attribute == nullptr) return 0;
  const auto level = parse_whole<std::uint8_t>(attribute->value);
  if (level && *level <= kMaxOutlineLevel) return *level;
  reject(*attribute, "0 … 7");
  return 0;
}

std::optional<double> SheetAttributes::formula_result(dom::NodeId cell) const {
  const dom::Attribute* const attribute = tree_.find_custom_attribute(cell, "data-result");
  if (attribute == nullptr) return std::nullopt;
  const CellReading reading = read_cell_value(base::trim_ascii_space(attribute->value), DataType::Number, {});
  if (const auto* number = std::get_if<Number>(&reading.value)) return number->value;
  reject(*attribute, "12.5");
  return std::nullopt;
}

void SheetAttributes::check_names(dom::NodeId table) const {
  static constexpr auto kKnown = std::to_array<std::string_view>(
      {"chart",  "chart-labels", "chart-title", "chart-values",   "filter",     "fit",   "folded",
       "freeze", "gridlines",    "level",       "list",           "list-other", "mark",  "note",
       "prompt", "protect",      "repeat",      "repeat-columns", "result",     "sheet", "sheet-clean",
       "sums",   "tab-color",    "table",       "type",           "zoom"});
  constexpr std::string_view kStart = "data-";
  for (dom::NodeId node = table; node; node = tree_.next_in_order(node, table)) {
    if (tree_.node(node).kind != dom::NodeKind::Element) continue;
    for (const dom::Attribute& attribute : tree_.attributes(node)) {
      if (attribute.name != dom::AttributeName::Custom || !attribute.custom_name.starts_with(kStart)) continue;
      const std::string_view name = attribute.custom_name.substr(kStart.size());
      if (std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end()) continue;
      const std::string_view nearest = base::find_nearest_name(name, kKnown);
      if (nearest.empty()) continue;
      sink_.report(diagnostics::messages::SheetUnknownAttribute, attribute.origin, attribute.custom_name,
                   std::string(kStart).append(nearest));
    }
  }
}

bool SheetAttributes::is_set(dom::NodeId node, std::string_view name) const {
  const dom::Attribute* const attribute = tree_.find_custom_attribute(node, name);
  return attribute != nullptr && attribute->value != "false";
}

}  // namespace gongwen::sheet
