// What the grammars of grids do not say, and the shorthands of grids (css-grid-1 sections 7.3, 7.4, 7.8 and 8.4).
#include "css/detail/declaration_parts.h"
#include "css/grid_area_names.h"
#include "css/value.h"

#include <algorithm>

namespace gongwen::css {
namespace {

bool is_line_property(PropertyId property) {
  return property == PropertyId::GridRowStart || property == PropertyId::GridRowEnd ||
         property == PropertyId::GridColumnStart || property == PropertyId::GridColumnEnd;
}

/// The value of a longhand as far as its grammar takes it; nothing where that is not valid.
std::optional<std::vector<Value>> take_longhand(PropertyId property, TokenStream& stream) {
  std::vector<Value> values;
  TokenStream attempt = stream;
  if (!property_grammar(property).match_prefix(attempt, values) || !is_valid_in_grid(property, values)) {
    return std::nullopt;
  }
  stream = attempt;
  stream.skip_white_space();
  return values;
}

/// `subgrid` with the names of its lines and no more than one `repeat(auto-fill, …)`.
bool is_subgrid(const std::vector<Value>& values) {
  const auto fills = [](const Value& value) {
    return value.is_function(Keyword::Repeat) && value.arguments.front().is(Keyword::AutoFill);
  };
  return base::equals_ignoring_ascii_case(values.front().text, "subgrid") &&
         std::count_if(values.begin(), values.end(), fills) <= 1;
}

bool is_name_alone(const std::vector<Value>& values) {
  return values.size() == 1 && values.front().kind == ValueKind::Ident;
}

std::vector<Value> keyword_values(std::initializer_list<Keyword> keywords) {
  std::vector<Value> values;
  for (const Keyword keyword : keywords) {
    values.emplace_back();
    values.back().keyword = keyword;
  }
  return values;
}

struct TemplateParts {
  std::vector<Value> rows;
  std::vector<Value> columns;
  std::vector<Value> areas;
};

bool take_line_names(TokenStream& stream, std::vector<Value>& out) {
  stream.skip_white_space();
  Value names;
  TokenStream attempt = stream;
  if (!match_basic_type(BasicType::LineNames, {}, attempt, names)) return false;
  out.push_back(std::move(names));
  stream = attempt;
  return true;
}

/// Rows of names with the sizes of their tracks: `[ <line-names>? <string> <track-size>? <line-names>? ]+`. A row
/// without a size is `auto`.
bool take_rows_of_areas(TokenStream& stream, TemplateParts& parts) {
  while (true) {
    TokenStream attempt = stream;
    std::vector<Value> rows;
    take_line_names(attempt, rows);
    attempt.skip_white_space();
    if (!attempt.looking_at(TokenKind::String)) break;
    Value names;
    match_basic_type(BasicType::String, {}, attempt, names);
    parts.areas.push_back(std::move(names));
    if (!value_grammar(ValueGrammar::TrackSize).match_prefix(attempt, rows))
      rows.push_back(keyword_values({Keyword::Auto}).front());
    take_line_names(attempt, rows);
    parts.rows.insert(parts.rows.end(), rows.begin(), rows.end());
    stream = attempt;
    stream.skip_white_space();
  }
  return !parts.areas.empty() && is_valid_in_grid(PropertyId::GridTemplateAreas, parts.areas);
}

/// css-grid-1 §7.4; empty parts are `none`.
std::optional<TemplateParts> parse_template(TokenStream stream) {
  TemplateParts parts;
  stream.skip_white_space();
  if (take_rows_of_areas(stream, parts)) {
    if (stream.at_end()) return parts;
    if (!stream.take_delimiter('/') || !value_grammar(ValueGrammar::Tracks).match(stream, parts.columns))
      return std::nullopt;
    return parts;
  }
  if (!parts.areas.empty()) return std::nullopt;
  auto rows = take_longhand(PropertyId::GridTemplateRows, stream);
  if (!rows) return std::nullopt;
  parts.rows = std::move(*rows);
  if (stream.at_end() && parts.rows.front().is(Keyword::None)) {
    parts.rows.clear();
    return parts;
  }
  if (!stream.take_delimiter('/')) return std::nullopt;
  auto columns = take_longhand(PropertyId::GridTemplateColumns, stream);
  if (!columns || !stream.at_end()) return std::nullopt;
  parts.columns = std::move(*columns);
  return parts;
}

Declaration values_or_initial(PropertyId property, const Declaration& model, std::vector<Value> values) {
  return values.empty() ? initial_of(property, model) : with_values(property, model, std::move(values));
}

void add_template(TemplateParts parts, const Declaration& model, std::vector<Declaration>& out) {
  out.push_back(values_or_initial(PropertyId::GridTemplateRows, model, std::move(parts.rows)));
  out.push_back(values_or_initial(PropertyId::GridTemplateColumns, model, std::move(parts.columns)));
  out.push_back(values_or_initial(PropertyId::GridTemplateAreas, model, std::move(parts.areas)));
}

/// `auto-flow && dense?`; nothing if that is missing, otherwise whether it is dense.
std::optional<bool> take_auto_flow(TokenStream& stream) {
  TokenStream attempt = stream;
  bool flow = false;
  bool dense = false;
  while (true) {
    attempt.skip_white_space();
    bool& found = attempt.looking_at_ident("auto-flow") ? flow : dense;
    if (found || (&found == &dense && !attempt.looking_at_ident("dense"))) break;
    found = true;
    attempt.next();
  }
  if (!flow) return std::nullopt;
  stream = attempt;
  return dense;
}

std::vector<Value> flow_values(Keyword direction, bool dense) {
  return dense ? keyword_values({direction, Keyword::Dense}) : keyword_values({direction});
}

/// `auto-flow` on one side of the slash, its tracks after it.
bool take_auto_side(PropertyId tracks, TokenStream& stream, std::optional<bool>& dense, std::vector<Value>& sizes) {
  dense = take_auto_flow(stream);
  if (!dense) return false;
  if (auto found = take_longhand(tracks, stream)) sizes = std::move(*found);
  return true;
}

}  // namespace

bool is_valid_in_grid(PropertyId property, const std::vector<Value>& values) {
  if (property == PropertyId::GridTemplateAreas) {
    if (values.front().is(Keyword::None)) return true;
    std::vector<std::string_view> rows;
    for (const Value& value : values) rows.push_back(value.text);
    return read_grid_areas(rows).has_value();
  }
  if (property == PropertyId::GridTemplateColumns || property == PropertyId::GridTemplateRows) {
    return values.front().kind != ValueKind::Ident || is_subgrid(values);
  }
  if (!is_line_property(property)) return true;
  return std::none_of(values.begin(), values.end(), [](const Value& value) {
    if (value.kind == ValueKind::Integer) return value.number == 0;
    return value.kind == ValueKind::Ident && (base::equals_ignoring_ascii_case(value.text, "span") ||
                                              base::equals_ignoring_ascii_case(value.text, "auto"));
  });
}

/// §8.4: lines between slashes; one that is left out is that of the opposite side if that is a name, otherwise `auto`.
bool expand_grid_lines(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                       std::vector<Declaration>& out) {
  std::vector<std::vector<Value>> lines;
  value.skip_white_space();
  do {
    if (lines.size() == longhands.size()) return false;
    auto line = take_longhand(longhands[lines.size()], value);
    if (!line) return false;
    lines.push_back(std::move(*line));
  } while (value.take_delimiter('/'));
  if (!value.at_end()) return false;
  // Of an area: the column like the row, the ends like the starts.
  const auto opposite = [&](std::size_t index) -> std::size_t {
    return longhands.size() == 4 && index == 3 ? 1 : 0;
  };
  while (lines.size() < longhands.size()) {
    const std::vector<Value>& other = lines[opposite(lines.size())];
    lines.push_back(is_name_alone(other) ? other : keyword_values({Keyword::Auto}));
  }
  for (std::size_t i = 0; i < longhands.size(); ++i) {
    out.push_back(with_values(longhands[i], model, std::move(lines[i])));
  }
  return true;
}

bool expand_grid_template(TokenStream value, const Declaration& model, std::vector<Declaration>& out) {
  auto parts = parse_template(value);
  if (!parts) return false;
  add_template(std::move(*parts), model, out);
  return true;
}

/// §7.8: a template, or the tracks of one axis and how the other one is filled.
bool expand_grid(TokenStream value, const Declaration& model, std::vector<Declaration>& out) {
  TemplateParts parts;
  std::vector<Value> auto_rows;
  std::vector<Value> auto_columns;
  std::vector<Value> flow;
  if (auto found = parse_template(value)) {
    parts = std::move(*found);
  } else {
    value.skip_white_space();
    std::optional<bool> dense;
    if (take_auto_side(PropertyId::GridAutoRows, value, dense, auto_rows)) {
      flow = flow_values(Keyword::Row, *dense);
      if (!value.take_delimiter('/')) return false;
      auto columns = take_longhand(PropertyId::GridTemplateColumns, value);
      if (!columns) return false;
      parts.columns = std::move(*columns);
    } else {
      auto rows = take_longhand(PropertyId::GridTemplateRows, value);
      if (!rows || !value.take_delimiter('/')) return false;
      parts.rows = std::move(*rows);
      if (!take_auto_side(PropertyId::GridAutoColumns, value, dense, auto_columns)) return false;
      flow = flow_values(Keyword::Column, *dense);
    }
    if (!value.at_end()) return false;
  }
  add_template(std::move(parts), model, out);
  out.push_back(values_or_initial(PropertyId::GridAutoRows, model, std::move(auto_rows)));
  out.push_back(values_or_initial(PropertyId::GridAutoColumns, model, std::move(auto_columns)));
  out.push_back(values_or_initial(PropertyId::GridAutoFlow, model, std::move(flow)));
  return true;
}

}  // namespace gongwen::css
