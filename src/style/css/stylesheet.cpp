#include "style/css/stylesheet.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/css.h"
#include "style/css/detail/at_rule_parsers.h"
#include "style/css/detail/declaration_parts.h"
#include "style/css/token.h"

#include <algorithm>
#include <array>
#include <utility>

// Parses style sheets into rules (css-syntax-3 section 5): a rule with errors is reported and skipped up to its end, as
// the recovery rules of CSS demand. Layers (css-cascade-5, 6.4), conditions, imports and nested rules are resolved
// here, so that the cascade sees flat lists.
namespace gongwen::css {

// Rules and at-rules (css-syntax-3 section 5, css-page-3, css-cascade-5 sections 2 and 6.4, css-conditional-3).

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using diagnostics::Span;

constexpr int kDeepestNesting = 16;
constexpr std::size_t kMaxLayers = 1000;

bool is_at_rule(const Token& token, std::string_view name) {
  return base::equals_ignoring_ascii_case(token.text, name);
}

class SheetParser {
 public:
  SheetParser(StyleSheet& sheet, std::string_view text, const Span& place, diagnostics::DiagnosticSink& sink,
              ValueReading reading)
      : sheet_(sheet), text_(text), source_(place.source), offset_(place.begin), sink_(sink), reading_(reading) {}

  void parse_rules(TokenStream stream, int depth) {
    if (parents_ != nullptr) return parse_style_block(stream, depth);
    while (!stream.at_end()) {
      const TokenKind kind = stream.peek().kind;
      if (kind == TokenKind::WhiteSpace || kind == TokenKind::Cdo || kind == TokenKind::Cdc) {
        stream.next();
      } else if (kind == TokenKind::AtKeyword) {
        parse_at_rule(stream, depth);
      } else {
        parse_style_rule(stream, depth);
      }
    }
  }

 private:
  Span span_of(const Token& first, const Token& last) const { return {source_, first.begin, last.end}; }

  /// The prelude of a rule: everything before its block or semicolon.
  static std::span<const Token> take_prelude(TokenStream& stream) {
    const std::size_t begin = stream.position();
    while (!stream.at_end() && !stream.looking_at(TokenKind::OpenBrace) && !stream.looking_at(TokenKind::Semicolon)) {
      stream.take_component_value();
    }
    return stream.from(begin);
  }

  void parse_style_rule(TokenStream& stream, int depth) {
    const Token first = stream.peek();
    const std::size_t begin = stream.position();
    // A qualified rule has no semicolon before its block (css-syntax-3 §5.4.3).
    while (!stream.at_end() && !stream.looking_at(TokenKind::OpenBrace)) stream.take_component_value();
    const std::span<const Token> prelude = stream.from(begin);
    if (stream.at_end()) {
      sink_.report(messages::CssUnfinishedRule, Origin{span_of(first, first), {}});
      return;
    }
    const TokenStream block = stream.take_block();
    base::Expected<SelectorList> selectors =
        parents_ == nullptr ? parse_selector_list(TokenStream(prelude), source_, sink_)
                            : parse_nested_selector_list(TokenStream(prelude), *parents_, source_, sink_);
    const Span outer_span = std::exchange(rule_span_, span_of(first, prelude.empty() ? first : prelude.back()));
    if (!selectors) {
      // Errors in the block are still reported.
      if (!has_nested_rules(block)) parse_declarations(block, source_, sink_, reading_);
    } else if (depth >= kDeepestNesting) {
      sink_.report(messages::CssInvalidSelector, Origin{rule_span_, {}}, written_tokens(prelude));
    } else {
      const SelectorList* const outer = std::exchange(parents_, &*selectors);
      parse_style_block(block, depth + 1);
      parents_ = outer;
      rules_seen_ = true;
    }
    rule_span_ = outer_span;
  }

  /// Whether a statement of a block is a rule and no declaration (css-syntax-3 §5.4.4): braces come before its end, and
  /// it is not the value of a custom property.
  static bool is_nested_rule(TokenStream stream) {
    if (stream.looking_at(TokenKind::AtKeyword)) return true;
    if (stream.looking_at(TokenKind::Ident) && stream.peek().text.starts_with("--")) {
      TokenStream ahead = stream;
      ahead.next();
      ahead.skip_white_space();
      if (ahead.looking_at(TokenKind::Colon)) return false;
    }
    while (!stream.at_end() && !stream.looking_at(TokenKind::Semicolon)) {
      if (stream.looking_at(TokenKind::OpenBrace)) return true;
      stream.take_component_value();
    }
    return false;
  }

  static bool has_nested_rules(TokenStream block) {
    while (!block.at_end()) {
      if (block.take(TokenKind::WhiteSpace) || block.take(TokenKind::Semicolon)) continue;
      if (is_nested_rule(block)) return true;
      while (!block.at_end() && !block.looking_at(TokenKind::Semicolon)) block.take_component_value();
    }
    return false;
  }

  /// Declarations and rules in any order (css-nesting-1 §2): declarations after a rule count after it.
  void parse_style_block(TokenStream block, int depth) {
    std::size_t begin = block.position();
    std::size_t end = begin;
    bool is_first = true;
    const auto flush = [&](TokenStream at) {
      const std::span<const Token> written = at.from(begin).first(end - begin);
      begin = end;
      DeclarationBlock declarations = parse_declarations(TokenStream(written), source_, sink_, reading_);
      if (declarations.empty() && !is_first) return;
      is_first = false;
      StyleRule rule;
      rule.selectors = *parents_;
      rule.block = std::move(declarations);
      rule.layer = layer_;
      rule.span = rule_span_;
      sheet_.rules.push_back(std::move(rule));
    };
    while (!block.at_end()) {
      if (block.take(TokenKind::WhiteSpace) || block.take(TokenKind::Semicolon)) continue;
      if (!is_nested_rule(block)) {
        while (!block.at_end() && !block.looking_at(TokenKind::Semicolon)) block.take_component_value();
        continue;
      }
      end = block.position();
      flush(block);
      if (block.looking_at(TokenKind::AtKeyword)) {
        parse_at_rule(block, depth);
      } else {
        parse_style_rule(block, depth);
      }
      begin = end = block.position();
    }
    end = block.position();
    flush(block);
  }

  void parse_at_rule(TokenStream& stream, int depth) {
    const Token keyword = stream.next();
    const TokenStream prelude(take_prelude(stream));
    const bool has_block = stream.looking_at(TokenKind::OpenBrace);
    const TokenStream block = has_block ? stream.take_block() : TokenStream({});
    stream.take(TokenKind::Semicolon);
    if (is_at_rule(keyword, "charset")) return;  // read as UTF-8, regardless of its value
    if (parents_ != nullptr && !is_conditional(keyword)) {
      sink_.report(messages::CssUnknownAtRule, Origin{span_of(keyword, keyword), {}}, keyword.text, std::string_view());
    } else if (is_at_rule(keyword, "import")) {
      parse_import(keyword, prelude, depth);
    } else if (is_at_rule(keyword, "layer")) {
      parse_layer(keyword, prelude, has_block ? &block : nullptr, depth);
    } else if (!has_block) {
      report_unknown(keyword);
    } else if (is_at_rule(keyword, "media")) {
      parse_media(keyword, prelude, block, depth);
    } else if (is_at_rule(keyword, "supports")) {
      parse_supports(keyword, prelude, block, depth);
    } else if (is_at_rule(keyword, "page")) {
      parse_page(keyword, prelude, block);
    } else if (is_at_rule(keyword, "font-face")) {
      parse_font_face_rule(keyword, block);
    } else if (is_at_rule(keyword, "counter-style")) {
      parse_counter_style_rule(keyword, prelude, block);
    } else if (is_at_rule(keyword, "property")) {
      parse_property(keyword, prelude, block);
    } else {
      report_unknown(keyword);
    }
  }

  /// Rules allowed within a style rule (css-nesting-1 §2.1).
  static bool is_conditional(const Token& keyword) {
    return is_at_rule(keyword, "media") || is_at_rule(keyword, "supports") || is_at_rule(keyword, "layer");
  }

  void report_unknown(const Token& keyword) {
    static constexpr std::array<std::string_view, 9> kKnown{"charset", "counter-style", "font-face", "import",  "layer",
                                                            "media",   "page",          "property",  "supports"};
    if (const auto way = find_unsupported("@" + std::string(keyword.text))) {
      sink_.report(messages::CssUnsupported, Origin{span_of(keyword, keyword), {}}, "@" + std::string(keyword.text),
                   way->english, way->chinese);
      return;
    }
    sink_.report(messages::CssUnknownAtRule, Origin{span_of(keyword, keyword), {}}, keyword.text,
                 base::find_nearest_name(base::ascii_lowercase(keyword.text), kKnown));
  }

  void parse_import(const Token& keyword, TokenStream prelude, int depth) {
    prelude.skip_white_space();
    ImportRule rule;
    rule.span = span_of(keyword, prelude.peek());
    if (prelude.looking_at(TokenKind::String) || prelude.looking_at(TokenKind::Url)) {
      rule.url = prelude.next().text;
    } else if (prelude.looking_at(TokenKind::Function) && is_at_rule(prelude.peek(), "url")) {
      TokenStream inner = prelude.take_block();
      inner.skip_white_space();
      rule.url = inner.next().text;
    }
    rule.layers_before = sheet_.layers.size();
    bool understood = parse_import_layer(prelude, rule);
    bool wanted = true;
    prelude.skip_white_space();
    if (prelude.looking_at(TokenKind::Function) && is_at_rule(prelude.peek(), "supports")) {
      const std::optional<bool> condition = supports_import(prelude.take_block());
      understood = understood && condition.has_value();
      wanted = condition.value_or(false);
    }
    const std::optional<bool> print = matches_print(prelude);
    if (rule.url.empty() || rules_seen_ || depth > 0 || !print || !understood) {
      sink_.report(messages::CssInvalidImport, Origin{rule.span, {}});
    } else if (*print && wanted) {
      sheet_.imports.push_back(std::move(rule));
    }
  }

  /// `layer` or `layer(name)` (css-cascade-5 §2).
  bool parse_import_layer(TokenStream& prelude, ImportRule& rule) {
    prelude.skip_white_space();
    if (prelude.looking_at_ident("layer")) {
      prelude.next();
      rule.layer = find_layer({anonymous_layer()});
    } else if (prelude.looking_at(TokenKind::Function) && is_at_rule(prelude.peek(), "layer")) {
      TokenStream inner = prelude.take_block();
      const std::optional<LayerPath> name = parse_layer_name(inner);
      if (!name || !inner.at_end()) return false;
      rule.layer = find_layer(*name);
    }
    return true;
  }

  /// `a.b`, with white space around it, not in it (css-cascade-5 §6.4.1).
  std::optional<LayerPath> parse_layer_name(TokenStream& stream) const {
    LayerPath path;
    if (layer_ != kNoLayer) path = sheet_.layers[static_cast<std::size_t>(layer_)];
    stream.skip_white_space();
    do {
      const Token name = stream.next();
      const bool is_wide = is_at_rule(name, "initial") || is_at_rule(name, "inherit") || is_at_rule(name, "unset") ||
                           is_at_rule(name, "revert") || is_at_rule(name, "revert-layer");
      if (name.kind != TokenKind::Ident || is_wide || path.size() >= kDeepestNesting) return std::nullopt;
      path.emplace_back(name.text);
    } while (stream.take_delimiter('.'));
    stream.skip_white_space();
    return path;
  }

  /// A name that authors cannot write. Anonymous layers within a sheet differ by their place in the source, those of
  /// different sheets by the name of the sheet (RuleSet).
  std::string anonymous_layer() { return "\n" + std::to_string(++anonymous_layers_); }

  LayerIndex find_layer(const LayerPath& path) {
    const auto known = std::find(sheet_.layers.begin(), sheet_.layers.end(), path);
    if (known != sheet_.layers.end()) return static_cast<LayerIndex>(known - sheet_.layers.begin());
    sheet_.layers.push_back(path);
    return static_cast<LayerIndex>(sheet_.layers.size()) - 1;
  }

  /// A list of names, which gives their order, or a block of rules (css-cascade-5 §6.4.4). Without a block it may be
  /// before imports.
  void parse_layer(const Token& keyword, TokenStream prelude, const TokenStream* block, int depth) {
    std::vector<LayerPath> names;
    bool valid = depth < kDeepestNesting;
    prelude.skip_white_space();
    if (prelude.at_end()) {
      valid = valid && block != nullptr;
      names.push_back(layer_ == kNoLayer ? LayerPath() : sheet_.layers[static_cast<std::size_t>(layer_)]);
      names.back().push_back(anonymous_layer());
    } else {
      do {
        std::optional<LayerPath> name = parse_layer_name(prelude);
        valid = valid && name;
        if (!valid) break;
        names.push_back(*std::move(name));
      } while (prelude.take(TokenKind::Comma));
      valid = valid && prelude.at_end() && (block == nullptr || names.size() == 1);
    }
    const auto is_new = [this](const LayerPath& name) {
      return std::find(sheet_.layers.begin(), sheet_.layers.end(), name) == sheet_.layers.end();
    };
    const bool is_full = sheet_.layers.size() >= kMaxLayers && std::any_of(names.begin(), names.end(), is_new);
    if (!valid || is_full) {
      sink_.report(messages::CssInvalidLayer, Origin{span_of(keyword, keyword), {}});
      return;
    }
    LayerIndex inner = kNoLayer;
    for (const LayerPath& name : names) inner = find_layer(name);
    if (block == nullptr) return;
    rules_seen_ = true;
    const LayerIndex outer = std::exchange(layer_, inner);
    parse_rules(*block, depth + 1);
    layer_ = outer;
  }

  void parse_supports(const Token& keyword, TokenStream prelude, TokenStream block, int depth) {
    rules_seen_ = true;
    const std::optional<bool> condition = supports(prelude);
    if (!condition || depth >= kDeepestNesting) {
      sink_.report(messages::CssUnknownSupports, Origin{span_of(keyword, keyword), {}});
    } else if (*condition) {
      parse_rules(block, depth + 1);
    }
  }

  void parse_media(const Token& keyword, TokenStream prelude, TokenStream block, int depth) {
    const std::optional<bool> print = matches_print(prelude);
    if (!print || depth >= kDeepestNesting) {
      sink_.report(messages::CssUnknownMediaQuery, Origin{span_of(keyword, keyword), {}});
    } else if (*print) {
      parse_rules(block, depth + 1);
    }
  }

  void parse_font_face_rule(const Token& keyword, TokenStream block) {
    FontFaceRule rule;
    rule.layer = layer_;
    rule.span = span_of(keyword, keyword);
    if (parse_font_face(block, text_, offset_, rule)) {
      sheet_.font_faces.push_back(std::move(rule));
    } else {
      sink_.report(messages::CssInvalidFontFace, Origin{rule.span, {}});
    }
    rules_seen_ = true;
  }

  void parse_counter_style_rule(const Token& keyword, TokenStream prelude, TokenStream block) {
    CounterStyleRule rule;
    rule.layer = layer_;
    rule.span = span_of(keyword, keyword);
    rules_seen_ = true;
    if (parse_counter_style(prelude, block, rule, sink_)) {
      sheet_.counter_styles.push_back(std::move(rule));
    } else {
      sink_.report(messages::CssInvalidCounterStyle, Origin{rule.span, {}}, rule.name);
    }
  }

  void parse_property(const Token& keyword, TokenStream prelude, TokenStream block) {
    PropertyRule rule;
    rule.layer = layer_;
    rule.span = span_of(keyword, keyword);
    rules_seen_ = true;
    if (parse_property_rule(prelude, block, rule)) {
      sheet_.properties.push_back(std::move(rule));
    } else {
      sink_.report(messages::CssInvalidPropertyRule, Origin{rule.span, {}});
    }
  }

  void parse_page(const Token& keyword, TokenStream prelude, TokenStream block) {
    PageRule rule;
    rule.span = span_of(keyword, keyword);
    rules_seen_ = true;
    prelude.skip_white_space();
    const std::span<const Token> written = prelude.rest();
    while (!prelude.at_end()) {
      std::optional<PageSelector> selector = parse_page_selector(prelude);
      if (!selector) {
        sink_.report(messages::CssInvalidSelector, Origin{rule.span, {}}, written_tokens(written));
        return;
      }
      rule.selectors.push_back(*std::move(selector));
      prelude.skip_white_space();
    }
    parse_page_block(block, rule);
    rule.layer = layer_;
    sheet_.pages.push_back(std::move(rule));
  }

  /// Declarations, margin boxes and the footnote area in any order.
  void parse_page_block(TokenStream block, PageRule& rule) {
    std::size_t begin = block.position();
    const auto flush = [&] {
      DeclarationBlock part = parse_declarations(TokenStream(block.from(begin)), source_, sink_);
      std::move(part.declarations.begin(), part.declarations.end(), std::back_inserter(rule.block.declarations));
      std::move(part.custom.begin(), part.custom.end(), std::back_inserter(rule.block.custom));
    };
    while (!block.at_end()) {
      if (!block.looking_at(TokenKind::AtKeyword)) {
        block.take_component_value();
        continue;
      }
      flush();
      parse_margin_box(block, rule);
      begin = block.position();
    }
    flush();
  }

  /// A margin box has no element and no line to fill.
  void report_useless_content(const DeclarationBlock& block) {
    for (const Declaration& declaration : block.declarations) {
      for (const Value& value : declaration.values) {
        const bool useless = value.is_function(Keyword::Leader) || value.is_function(Keyword::Attr) ||
                             value.is_function(Keyword::Content) || value.is_function(Keyword::GwSum) ||
                             value.is_function(Keyword::GwContinued);
        if (!useless || declaration.property != PropertyId::Content) continue;
        sink_.report(messages::CssInvalidValue, Origin{declaration.span, {}},
                     std::string(keyword_text(value.keyword)) + "()", property_name(declaration.property),
                     "<string> | counter() | string() | element() | target-counter() | target-text()");
      }
    }
  }

  void parse_margin_box(TokenStream& block, PageRule& rule) {
    const Token keyword = block.next();
    block.skip_white_space();
    if (is_at_rule(keyword, "footnote") && block.looking_at(TokenKind::OpenBrace)) {
      rule.footnote_areas.push_back(parse_declarations(block.take_block(), source_, sink_));
      return;
    }
    const std::optional<MarginBox> box = find_margin_box(keyword.text);
    if (!box || !block.looking_at(TokenKind::OpenBrace)) {
      std::array<std::string_view, kMarginBoxCount + 1> names{};
      names.back() = "footnote";
      for (std::size_t i = 0; i < kMarginBoxCount; ++i) names[i] = margin_box_name(static_cast<MarginBox>(i));
      sink_.report(messages::CssUnknownAtRule, Origin{span_of(keyword, keyword), {}}, keyword.text,
                   base::find_nearest_name(keyword.text, names));
    }
    if (!block.looking_at(TokenKind::OpenBrace)) return;
    DeclarationBlock declarations = parse_declarations(block.take_block(), source_, sink_);
    report_useless_content(declarations);
    if (box) rule.margin_boxes.push_back({*box, std::move(declarations)});
  }

  StyleSheet& sheet_;
  std::string_view text_;
  diagnostics::SourceId source_;
  std::uint32_t offset_;
  diagnostics::DiagnosticSink& sink_;
  ValueReading reading_;
  bool rules_seen_ = false;      // after the first rule no import may come
  LayerIndex layer_ = kNoLayer;  // whose block is being read
  int anonymous_layers_ = 0;
  const SelectorList* parents_ = nullptr;  // of the style rule whose block is being read
  Span rule_span_;                         // its place
};

}  // namespace

StyleSheet parse_stylesheet(std::string_view text, const Span& place, diagnostics::DiagnosticSink& sink,
                            ValueReading reading) {
  StyleSheet sheet;
  const std::vector<Token> tokens = tokenize(text, place.begin, sheet.texts);
  if (const std::optional<std::size_t> comment = find_unclosed_comment(text)) {
    const std::uint32_t begin = place.begin + static_cast<std::uint32_t>(*comment);
    sink.report(messages::CssUnclosedComment, Origin{{place.source, begin, begin + 2}, {}});
  }
  SheetParser(sheet, text, place, sink, reading).parse_rules(TokenStream(tokens), 0);
  return sheet;
}

DeclarationBlock parse_style_attribute(std::string_view text, const Span& place, base::StringArena& texts,
                                       diagnostics::DiagnosticSink& sink, ValueReading reading) {
  const std::vector<Token> tokens = tokenize(text, place.begin, texts);
  return parse_declarations(TokenStream(tokens), place.source, sink, reading);
}

}  // namespace gongwen::css
