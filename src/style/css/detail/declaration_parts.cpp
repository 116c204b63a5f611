#include "style/css/detail/declaration_parts.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/css.h"
#include "style/css/detail/grammar.h"
#include "style/css/grid_area_names.h"
#include "style/css/stylesheet.h"
#include "style/css/token.h"
#include "style/css/value.h"

#include <algorithm>
#include <array>

// Parts of parsing declarations beyond grammars: properties of drawings, shorthands and areas of grids, the list of
// unsupported features, and writing tokens back as text for messages and attributes.
namespace gongwen::css {

// Properties that only concern the shapes of drawings (SVG 2): their names and their values. They are kept as tokens,
// as custom properties are, since the reader of drawings knows what they mean.

namespace {

constexpr std::string_view kPaint = "none | context-fill | context-stroke | <color>";
constexpr std::string_view kShare = "<number> | <percentage>";
constexpr std::string_view kLength = "<length-percentage> | <number>";

constexpr std::string_view kBaseline =
    "auto | baseline | alphabetic | middle | central | hanging | mathematical | ideographic | text-before-edge | "
    "text-after-edge | text-top | text-bottom | before-edge | after-edge";

constexpr std::array kDrawingProperties = {
    DrawingProperty{"alignment-baseline", kBaseline},
    DrawingProperty{"baseline-shift", "<length-percentage> | <number> | sub | super | baseline"},
    DrawingProperty{"clip-path", "none | <url>"},
    DrawingProperty{"clip-rule", "nonzero | evenodd"},
    DrawingProperty{"dominant-baseline", kBaseline},
    DrawingProperty{"fill", kPaint},
    DrawingProperty{"fill-opacity", kShare},
    DrawingProperty{"fill-rule", "nonzero | evenodd"},
    DrawingProperty{"marker", "none | <url>"},
    DrawingProperty{"marker-end", "none | <url>"},
    DrawingProperty{"marker-mid", "none | <url>"},
    DrawingProperty{"marker-start", "none | <url>"},
    DrawingProperty{"mask", "none | <url>"},
    DrawingProperty{"mask-type", "luminance | alpha"},
    DrawingProperty{"shape-rendering", "auto | optimizespeed | crispedges | geometricprecision"},
    DrawingProperty{"stop-color", "<color>"},
    DrawingProperty{"stop-opacity", kShare},
    DrawingProperty{"stroke", kPaint},
    DrawingProperty{"stroke-dasharray", "none | <length-percentage># | <length-percentage>+ | <number># | <number>+"},
    DrawingProperty{"stroke-dashoffset", kLength},
    DrawingProperty{"stroke-linecap", "butt | round | square"},
    DrawingProperty{"stroke-linejoin", "miter | round | bevel"},
    DrawingProperty{"stroke-miterlimit", "<number>"},
    DrawingProperty{"stroke-opacity", kShare},
    DrawingProperty{"stroke-width", kLength},
    DrawingProperty{"text-anchor", "start | middle | end"},
};

}  // namespace

const DrawingProperty* find_drawing_property(std::string_view name) {
  const auto* const found =
      std::find_if(kDrawingProperties.begin(), kDrawingProperties.end(),
                   [&](const DrawingProperty& known) { return base::equals_ignoring_ascii_case(known.name, name); });
  return found == kDrawingProperties.end() ? nullptr : &*found;
}

bool fits_drawing_property(const DrawingProperty& property, TokenStream value) {
  const auto fits = [](std::string_view syntax, TokenStream tokens) {
    return fits_property_syntax(syntax, tokens, WordCase::Ignored);
  };
  if (wide_keyword_of(value) != WideKeyword::NotWide || fits(property.syntax, value)) return true;
  // A reference may be followed by a fallback paint.
  TokenStream rest = value;
  rest.skip_white_space();
  Value reference;
  if (property.syntax != kPaint || !match_basic_type(BasicType::Url, {}, rest, reference)) return false;
  rest.skip_white_space();
  return rest.at_end() || fits(kPaint, rest);
}

// Rules for grids that grammars do not express, and the shorthands of grids (css-grid-1 sections 7.3, 7.4, 7.8 and
// 8.4).

namespace {

bool is_line_property(PropertyId property) {
  return property == PropertyId::GridRowStart || property == PropertyId::GridRowEnd ||
         property == PropertyId::GridColumnStart || property == PropertyId::GridColumnEnd;
}

/// Takes as much of a longhand's value as its grammar matches; nullopt if that is not valid.
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

/// Takes `auto-flow && dense?`. Returns whether it is dense; nullopt if `auto-flow` is missing.
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

/// Takes `auto-flow` on one side of the slash and the tracks after it.
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

/// §8.4: lines between slashes; a missing one is the opposite line if that is a name, otherwise `auto`.
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
  // Missing values of an area: the column is like the row, the ends are like the starts.
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

namespace {

constexpr Workaround kPicture{texts::CssDrawAsImage};
constexpr Workaround kFace{texts::CssChooseOtherFace};
constexpr Workaround kNone{};

struct Entry {
  std::string_view name;
  Workaround way;
};

/// A name with `*` at its end stands for all names that start with it.
constexpr std::array kNames = {
    Entry{"font-variant-emoji", kNone},
    Entry{"font-variation-settings", texts::CssInsteadOfFontVariation},
    Entry{"font-size-adjust", texts::CssInsteadOfFontSizeAdjust},
    Entry{"font-optical-sizing", kNone},
    Entry{"font-palette", kNone},
    Entry{"text-rendering", kNone},
    Entry{"filter", kPicture},
    Entry{"backdrop-filter", kPicture},
    Entry{"mix-blend-mode", kPicture},
    Entry{"background-blend-mode", kPicture},
    Entry{"mask*", kPicture},
    Entry{"shape-*", kNone},
    Entry{"object-view-box", kPicture},
    Entry{"image-rendering", kNone},
    Entry{"image-orientation", kNone},
    Entry{"initial-letter-*", kNone},
    Entry{"max-lines", texts::CssUseLineClamp},
    Entry{"block-ellipsis", texts::CssUseLineClamp},
    Entry{"continue", texts::CssUseLineClamp},
    Entry{"line-height-step", texts::CssInsteadOfLineHeightStep},
    Entry{"zoom", kNone},
    Entry{"container*", kNone},
    Entry{"content-visibility", kNone},
    Entry{"animation*", kNone},
    Entry{"transition*", kNone},
    Entry{"cursor", kNone},
    Entry{"pointer-events", kNone},
    Entry{"user-select", kNone},
    Entry{"resize", kNone},
    Entry{"scroll*", kNone},
    Entry{"-webkit-*", texts::CssPrefixWebkit},
    Entry{"-moz-*", texts::CssPrefixMoz},
    Entry{"-ms-*", texts::CssPrefixMs},
    Entry{"-prince-*", kNone},
    Entry{"@container", kNone},
    Entry{"@keyframes", kNone},
    Entry{"@scope", texts::CssInsteadOfScope},
    Entry{"@starting-style", kNone},
    Entry{"@namespace", kNone},
    Entry{"@font-feature-values", kFace},
    Entry{"@font-palette-values", kNone},
    Entry{"@color-profile", texts::CssInsteadOfColorProfile},
    Entry{"@position-try", kNone},
    Entry{"@view-transition", kNone},
    Entry{"::selection", kNone},
    Entry{"::placeholder", kNone},
    Entry{"::backdrop", kNone},
    Entry{":focus-*", kNone},
    Entry{":checked", texts::CssInsteadOfChecked},
    Entry{":disabled", texts::CssInsteadOfDisabled},
    Entry{":enabled", kNone},
    Entry{":required", texts::CssInsteadOfRequired},
    Entry{":target", kNone},
};

struct ValueEntry {
  std::string_view property;  // empty: any
  std::string_view word;
  Workaround way;
};

constexpr std::array kValues = {
    ValueEntry{"display", "run-in", kNone},           ValueEntry{"clip-path", "circle", kPicture},
    ValueEntry{"clip-path", "ellipse", kPicture},     ValueEntry{"clip-path", "inset", kPicture},
    ValueEntry{"clip-path", "polygon", kPicture},     ValueEntry{"clip-path", "path", kPicture},
    ValueEntry{"clip-path", "rect", kPicture},        ValueEntry{"clip-path", "xywh", kPicture},
    ValueEntry{"clip-path", "shape", kPicture},       ValueEntry{"clip-path", "margin-box", kPicture},
    ValueEntry{"clip-path", "border-box", kPicture},  ValueEntry{"clip-path", "padding-box", kPicture},
    ValueEntry{"clip-path", "content-box", kPicture}, ValueEntry{"", "image-set", texts::CssInsteadOfImageSet},
};

bool fits(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return base::equals_ignoring_ascii_case(pattern, name);
  pattern.remove_suffix(1);
  return name.size() >= pattern.size() && base::equals_ignoring_ascii_case(pattern, name.substr(0, pattern.size()));
}

}  // namespace

std::optional<Workaround> find_unsupported(std::string_view name) {
  for (const Entry& entry : kNames) {
    if (fits(entry.name, name)) return entry.way;
  }
  return std::nullopt;
}

std::optional<UnsupportedValue> find_unsupported_value(std::string_view property, std::span<const Token> value) {
  for (const Token& token : value) {
    if (token.kind != TokenKind::Ident && token.kind != TokenKind::Function) continue;
    for (const ValueEntry& entry : kValues) {
      const bool is_of_it = entry.property.empty() ? token.kind == TokenKind::Function
                                                   : base::equals_ignoring_ascii_case(entry.property, property);
      if (is_of_it && base::equals_ignoring_ascii_case(entry.word, token.text)) return {{token.text, entry.way}};
    }
  }
  return std::nullopt;
}

namespace {

void append_escaped(std::string& out, char c) { out += fmt::format("\\{:x} ", static_cast<unsigned char>(c)); }

/// Escapes characters that would end the text (cssom section 2.1).
void append_text(std::string& out, std::string_view text, std::string_view special) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      append_escaped(out, c);
      continue;
    }
    if (special.find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
}

constexpr std::string_view kNotInNames = " \"'()\\,;:/{}[]!#%&+<=>?@`|~$^*.";

void append_name(std::string& out, std::string_view name) { append_text(out, name, kNotInNames); }

/// A digit at the start of an identifier, also after a hyphen, would make it a number.
void append_identifier(std::string& out, std::string_view name) {
  const std::size_t first = name.starts_with('-') ? 1 : 0;
  if (first >= name.size() || !base::is_ascii_digit(name[first])) return append_name(out, name);
  out += name.substr(0, first);
  append_escaped(out, name[first]);
  append_name(out, name.substr(first + 1));
}

void append_number(std::string& out, const Token& token) {
  out += fmt::format("{}{}", token.has_sign && token.number >= 0 ? "+" : "", token.number);
}

void append_token(std::string& out, const Token& token) {
  switch (token.kind) {
    case TokenKind::Ident: append_identifier(out, token.text); return;
    case TokenKind::Function:
      append_identifier(out, token.text);
      out.push_back('(');
      return;
    case TokenKind::AtKeyword:
      out.push_back('@');
      append_identifier(out, token.text);
      return;
    case TokenKind::Hash:
      out.push_back('#');
      append_name(out, token.text);
      return;
    case TokenKind::String:
      out.push_back('"');
      append_text(out, token.text, "\"\\");
      out.push_back('"');
      return;
    case TokenKind::Url:
      out += "url(";
      append_text(out, token.text, " \"'()\\");
      out.push_back(')');
      return;
    case TokenKind::Number: append_number(out, token); return;
    case TokenKind::Percentage:
      append_number(out, token);
      out.push_back('%');
      return;
    case TokenKind::Dimension:
      append_number(out, token);
      append_name(out, token.text);
      return;
    case TokenKind::Delim: out.push_back(token.delimiter); return;
    case TokenKind::WhiteSpace: out.push_back(' '); return;
    case TokenKind::Colon: out.push_back(':'); return;
    case TokenKind::Semicolon: out.push_back(';'); return;
    case TokenKind::Comma: out.push_back(','); return;
    case TokenKind::OpenSquare: out.push_back('['); return;
    case TokenKind::CloseSquare: out.push_back(']'); return;
    case TokenKind::OpenParenthesis: out.push_back('('); return;
    case TokenKind::CloseParenthesis: out.push_back(')'); return;
    case TokenKind::OpenBrace: out.push_back('{'); return;
    case TokenKind::CloseBrace: out.push_back('}'); return;
    case TokenKind::Cdo: out += "<!--"; return;
    case TokenKind::Cdc: out += "-->"; return;
    case TokenKind::BadString:
    case TokenKind::BadUrl: out += token.text; return;
    case TokenKind::EndOfFile: return;
  }
}

bool is_word(const Token& token) {
  return token.kind == TokenKind::Ident || token.kind == TokenKind::Function || token.kind == TokenKind::Url ||
         token.kind == TokenKind::BadUrl;
}

bool is_numeric(const Token& token) {
  return token.kind == TokenKind::Number || token.kind == TokenKind::Percentage || token.kind == TokenKind::Dimension;
}

bool is_delimiter(const Token& token, char delimiter) {
  return token.kind == TokenKind::Delim && token.delimiter == delimiter;
}

/// Whether two neighbours would be read as something else without a comment between them (css-syntax-3 section 9).
bool would_join(const Token& first, const Token& second) {
  const bool begins_name = is_word(second) || is_delimiter(second, '-') || second.kind == TokenKind::Cdc;
  switch (first.kind) {
    case TokenKind::Ident: return begins_name || is_numeric(second) || second.kind == TokenKind::OpenParenthesis;
    case TokenKind::AtKeyword:
    case TokenKind::Hash:
    case TokenKind::Dimension: return begins_name || is_numeric(second);
    case TokenKind::Number: return is_word(second) || is_numeric(second) || is_delimiter(second, '%');
    case TokenKind::Delim: break;
    default: return false;
  }
  switch (first.delimiter) {
    case '#':
    case '-': return begins_name || is_numeric(second);
    case '@': return begins_name;
    case '.':
    case '+': return is_numeric(second);
    case '/': return is_delimiter(second, '*');
    default: return false;
  }
}

}  // namespace

std::string token_text(std::span<const Token> tokens) {
  std::string out;
  const Token* previous = nullptr;
  for (const Token& token : tokens) {
    if (previous != nullptr && would_join(*previous, token)) out += "/**/";
    append_token(out, token);
    previous = &token;
  }
  return out;
}

std::string written_tokens(std::span<const Token> tokens) {
  constexpr std::size_t kLongest = 60;
  std::string out = token_text(tokens);
  if (out.size() <= kLongest) return out;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;  // no character is cut
  out.resize(end);
  out += "…";
  return out;
}

}  // namespace gongwen::css
