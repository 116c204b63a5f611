#include "style/css/selector.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/css.h"
#include "style/css/detail/declaration_parts.h"
#include "style/css/stylesheet.h"

#include <algorithm>
#include <array>
#include <charconv>

// Parses selectors (selectors-4, css-nesting-1) and page selectors (css-page-3). Compounds are kept from right to left
// for matching. Unknown names are reported; nesting is resolved where possible, so that the matcher rarely has to
// follow `:is()`.
namespace gongwen::css {

// Names of margin boxes, and the specificity of page selectors.

namespace {

constexpr std::array<std::string_view, kMarginBoxCount> kMarginBoxNames{
    "top-left-corner",    "top-left",     "top-center",          "top-right",    "top-right-corner", "right-top",
    "right-middle",       "right-bottom", "bottom-right-corner", "bottom-right", "bottom-center",    "bottom-left",
    "bottom-left-corner", "left-bottom",  "left-middle",         "left-top"};

}  // namespace

std::string_view margin_box_name(MarginBox box) { return kMarginBoxNames[static_cast<std::size_t>(box)]; }

std::optional<MarginBox> find_margin_box(std::string_view name) {
  for (std::size_t i = 0; i < kMarginBoxCount; ++i) {
    if (base::equals_ignoring_ascii_case(kMarginBoxNames[i], name)) return static_cast<MarginBox>(i);
  }
  return std::nullopt;
}

Specificity PageSelector::specificity() const {
  Specificity specificity;
  specificity.ids = !name.empty();
  specificity.classes = static_cast<std::uint32_t>(first) + blank + nth.has_value();
  specificity.types = static_cast<std::uint32_t>(left) + right;
  return specificity;
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using Kind = SimpleSelector::Kind;

/// Longer selectors are refused, since they could be written to make matching slow.
constexpr std::size_t kMaxCompounds = 64;
constexpr int kDeepestSelector = 8;

struct NamedPseudo {
  std::string_view name;
  Kind kind;
  NthPattern nth;
};

constexpr NamedPseudo kPseudoClasses[] = {
    {"root", Kind::Root, {}},
    {"scope", Kind::Root, {}},
    {"empty", Kind::Empty, {}},
    {"first-child", Kind::NthChild, {0, 1}},
    {"last-child", Kind::NthLastChild, {0, 1}},
    {"only-child", Kind::OnlyChild, {}},
    {"first-of-type", Kind::NthOfType, {0, 1}},
    {"last-of-type", Kind::NthLastOfType, {0, 1}},
    {"only-of-type", Kind::OnlyOfType, {}},
    {"link", Kind::Link, {}},
    {"any-link", Kind::Link, {}},
    {"visited", Kind::Never, {}},
    {"hover", Kind::Never, {}},
    {"focus", Kind::Never, {}},
    {"active", Kind::Never, {}},
};

constexpr NamedPseudo kNthFunctions[] = {
    {"nth-child", Kind::NthChild, {}},
    {"nth-last-child", Kind::NthLastChild, {}},
    {"nth-of-type", Kind::NthOfType, {}},
    {"nth-last-of-type", Kind::NthLastOfType, {}},
};

bool is_called(std::string_view a, std::string_view b) { return base::equals_ignoring_ascii_case(a, b); }

class SelectorParser {
 public:
  /// `unknown` receives the unknown name that ended parsing, with its colons; it stays empty if anything else did.
  /// `parents` is what `&` stands for; null if that is the root (css-nesting-1 §3.3).
  SelectorParser(TokenStream stream, int depth, std::string& unknown, const SelectorList* parents = nullptr)
      : stream_(stream), depth_(depth), unknown_(unknown), parents_(parents) {}

  /// Parses the selectors of a nested rule: those without `&` start at the parent (css-nesting-1 §3.1).
  std::optional<SelectorList> parse_nested_list() {
    nested_ = true;
    return parse_list();
  }

  /// Parses the arguments of :has(): each starts at the element itself; its combinator may be left out (§3.6.2).
  std::optional<SelectorList> parse_relative_list() {
    relative_ = true;
    return parse_list();
  }

  std::optional<SelectorList> parse_list() {
    SelectorList list;
    do {
      std::optional<Selector> selector = parse_complex();
      if (!selector) return std::nullopt;
      list.push_back(*std::move(selector));
      stream_.skip_white_space();
    } while (stream_.take(TokenKind::Comma));
    if (!stream_.at_end()) return std::nullopt;
    return list;
  }

 private:
  std::optional<Selector> parse_complex() {
    Selector selector;
    std::vector<CompoundSelector> left_to_right;
    std::vector<Combinator> combinators;
    stream_.skip_white_space();
    if (nested_ && starts_at_parent()) {
      CompoundSelector parent;
      if (!add_parent(parent)) return std::nullopt;
      left_to_right.push_back(std::move(parent));
      combinators.push_back(parse_combinator().value_or(Combinator::Descendant));
    }
    if (relative_) {
      CompoundSelector scope;
      scope.simple.emplace_back().kind = Kind::Scope;
      left_to_right.push_back(std::move(scope));
      combinators.push_back(parse_combinator().value_or(Combinator::Descendant));
    }
    while (true) {
      std::optional<CompoundSelector> compound = parse_compound(selector);
      if (!compound || left_to_right.size() == kMaxCompounds) return std::nullopt;
      left_to_right.push_back(*std::move(compound));
      const std::optional<Combinator> combinator = parse_combinator();
      if (!combinator) break;
      if (selector.pseudo_element != PseudoElement::None) return std::nullopt;
      combinators.push_back(*combinator);
    }
    splice_parent(left_to_right, combinators);
    if (left_to_right.size() > kMaxCompounds) return std::nullopt;
    for (std::size_t i = left_to_right.size(); i-- > 0;) {
      CompoundSelector compound = std::move(left_to_right[i]);
      if (i > 0) compound.combinator = combinators[i - 1];
      for (const SimpleSelector& simple : compound.simple) selector.specificity += specificity_of(simple);
      selector.compounds.push_back(std::move(compound));
    }
    if (selector.pseudo_element != PseudoElement::None) ++selector.specificity.types;
    return selector;
  }

  /// Whether a nested selector is relative: it starts with a combinator, or has no `&`.
  bool starts_at_parent() const {
    TokenStream ahead = stream_;
    if (ahead.looking_at_delimiter('>') || ahead.looking_at_delimiter('+') || ahead.looking_at_delimiter('~')) {
      return true;
    }
    while (!ahead.at_end() && !ahead.looking_at(TokenKind::Comma)) {
      for (const Token& token : ahead.take_component_value()) {
        if (token.kind == TokenKind::Delim && token.delimiter == '&') return false;
      }
    }
    return true;
  }

  /// `&` is `:is()` of the parents (css-nesting-1 §3.2), of which pseudo-elements cannot be one.
  bool add_parent(CompoundSelector& compound) const {
    SimpleSelector& simple = compound.simple.emplace_back();
    if (parents_ == nullptr) {
      simple.kind = Kind::Root;
      simple.zero_specificity = true;
      return true;
    }
    SelectorList boxes;
    for (const Selector& parent : *parents_) {
      if (parent.pseudo_element == PseudoElement::None) boxes.push_back(parent);
    }
    if (boxes.empty()) {
      simple.kind = Kind::Never;
      return true;
    }
    simple.kind = Kind::Is;
    simple.is_nesting = true;
    simple.arguments = std::make_shared<const SelectorList>(std::move(boxes));
    return depth_ < kDeepestSelector;
  }

  /// If a single parent is at the left end, it is replaced by the parent's own compounds: deeply nested rules then need
  /// no nested functions, which the matcher would have to evaluate.
  void splice_parent(std::vector<CompoundSelector>& left_to_right, std::vector<Combinator>& combinators) const {
    if (parents_ == nullptr || parents_->size() != 1 || parents_->front().pseudo_element != PseudoElement::None) return;
    CompoundSelector& first = left_to_right.front();
    const SimpleSelector& parent = first.simple.front();
    if (!parent.is_nesting) return;
    const std::vector<CompoundSelector>& own = parents_->front().compounds;  // the subject first
    std::vector<SimpleSelector> simple = own.front().simple;
    simple.insert(simple.end(), first.simple.begin() + 1, first.simple.end());
    first.simple = std::move(simple);
    for (std::size_t i = 1; i < own.size(); ++i) {
      combinators.insert(combinators.begin(), own[i - 1].combinator);
      left_to_right.insert(left_to_right.begin(), own[i]);
      left_to_right.front().combinator = Combinator::Descendant;
    }
  }

  /// Reads a combinator; nullopt at the end of a complex selector.
  std::optional<Combinator> parse_combinator() {
    const bool space = stream_.skip_white_space();
    if (stream_.at_end() || stream_.looking_at(TokenKind::Comma)) return std::nullopt;
    Combinator combinator = Combinator::Descendant;
    if (stream_.take_delimiter('>')) {
      combinator = Combinator::Child;
    } else if (stream_.take_delimiter('+')) {
      combinator = Combinator::NextSibling;
    } else if (stream_.take_delimiter('~')) {
      combinator = Combinator::SubsequentSibling;
    } else if (!space) {
      return std::nullopt;
    }
    stream_.skip_white_space();
    return combinator;
  }

  std::optional<CompoundSelector> parse_compound(Selector& selector) {
    CompoundSelector compound;
    while (true) {
      const Token& token = stream_.peek();
      SimpleSelector simple;
      if (token.kind == TokenKind::Ident && compound.simple.empty()) {
        simple.kind = Kind::Type;
        simple.name = base::ascii_lowercase(stream_.next().text);
      } else if (stream_.looking_at_delimiter('*') && compound.simple.empty()) {
        stream_.next();
      } else if (stream_.looking_at_delimiter('&')) {
        stream_.next();
        CompoundSelector nesting;
        if (!add_parent(nesting)) return std::nullopt;
        compound.simple.insert(compound.simple.begin(), std::move(nesting.simple.front()));
        continue;
      } else if (token.kind == TokenKind::Ident && is_after_nesting(compound)) {
        simple.kind = Kind::Type;
        simple.name = base::ascii_lowercase(stream_.next().text);
      } else if (token.kind == TokenKind::Hash && token.is_id) {
        simple.kind = Kind::Id;
        simple.name = stream_.next().text;
      } else if (stream_.looking_at_delimiter('.')) {
        stream_.next();
        if (!stream_.looking_at(TokenKind::Ident)) return std::nullopt;
        simple.kind = Kind::Class;
        simple.name = stream_.next().text;
      } else if (token.kind == TokenKind::OpenSquare) {
        if (!parse_attribute(stream_.take_block(), simple)) return std::nullopt;
      } else if (token.kind == TokenKind::Colon) {
        stream_.next();
        if (stream_.take(TokenKind::Colon) || looking_at_legacy_pseudo_element()) {
          if (!parse_pseudo_element(selector)) return std::nullopt;
          if (compound.simple.empty()) compound.simple.emplace_back();
          return compound;
        }
        if (!parse_pseudo_class(simple)) return std::nullopt;
      } else {
        break;
      }
      compound.simple.push_back(std::move(simple));
    }
    if (compound.simple.empty()) return std::nullopt;
    return compound;
  }

  /// `&div` is allowed, since `&` is not a type (css-nesting-1 §3.2).
  static bool is_after_nesting(const CompoundSelector& compound) {
    return !compound.simple.empty() &&
           std::all_of(compound.simple.begin(), compound.simple.end(), [](const SimpleSelector& simple) {
             return simple.is_nesting || (simple.kind == Kind::Root && simple.zero_specificity);
           });
  }

  /// `:before`, `:after`, `:first-line` and `:first-letter` may be written with one colon.
  bool looking_at_legacy_pseudo_element() const {
    return stream_.looking_at_ident("before") || stream_.looking_at_ident("after") ||
           stream_.looking_at_ident("first-line") || stream_.looking_at_ident("first-letter");
  }

  bool parse_pseudo_element(Selector& selector) {
    if (!stream_.looking_at(TokenKind::Ident)) return false;
    const std::string_view name = stream_.next().text;
    if (is_called(name, "before")) {
      selector.pseudo_element = PseudoElement::Before;
    } else if (is_called(name, "after")) {
      selector.pseudo_element = PseudoElement::After;
    } else if (is_called(name, "marker")) {
      selector.pseudo_element = PseudoElement::Marker;
    } else if (is_called(name, "first-line")) {
      selector.pseudo_element = PseudoElement::FirstLine;
    } else if (is_called(name, "first-letter")) {
      selector.pseudo_element = PseudoElement::FirstLetter;
    } else if (is_called(name, "footnote-call")) {
      selector.pseudo_element = PseudoElement::FootnoteCall;
    } else if (is_called(name, "footnote-marker")) {
      selector.pseudo_element = PseudoElement::FootnoteMarker;
    } else {
      unknown_ = "::" + std::string(name);
      return false;
    }
    return true;
  }

  bool parse_pseudo_class(SimpleSelector& simple) {
    const Token token = stream_.peek();
    if (token.kind == TokenKind::Ident) {
      stream_.next();
      for (const NamedPseudo& known : kPseudoClasses) {
        if (!is_called(known.name, token.text)) continue;
        simple.kind = known.kind;
        simple.nth = known.nth;
        return true;
      }
      unknown_ = ":" + std::string(token.text);
      return false;
    }
    if (token.kind != TokenKind::Function) return false;
    TokenStream inner = stream_.take_block();
    for (const NamedPseudo& known : kNthFunctions) {
      if (!is_called(known.name, token.text)) continue;
      simple.kind = known.kind;
      return parse_nth_arguments(inner, simple);
    }
    if (is_called(token.text, "lang")) return parse_lang(inner, simple);
    if (is_called(token.text, "dir")) return parse_dir(inner, simple);
    return parse_selector_function(token.text, inner, simple);
  }

  /// Parses An+B and, for :nth-child() and :nth-last-child(), the selectors of what they count (selectors-4 §13.3.1).
  bool parse_nth_arguments(TokenStream inner, SimpleSelector& simple) const {
    const std::span<const Token> tokens = inner.rest();
    const auto of = std::find_if(tokens.begin(), tokens.end(), [](const Token& token) {
      return token.kind == TokenKind::Ident && is_called(token.text, "of");
    });
    const auto before = static_cast<std::size_t>(of - tokens.begin());
    const std::optional<NthPattern> nth = parse_nth(TokenStream(tokens.first(before)));
    if (!nth) return false;
    simple.nth = *nth;
    if (of == tokens.end()) return true;
    const bool counts_children = simple.kind == Kind::NthChild || simple.kind == Kind::NthLastChild;
    if (!counts_children || depth_ >= kDeepestSelector) return false;
    return set_arguments(
        SelectorParser(TokenStream(tokens.subspan(before + 1)), depth_ + 1, unknown_, parents_).parse_list(), simple);
  }

  static bool set_arguments(std::optional<SelectorList> arguments, SimpleSelector& simple) {
    if (!arguments) return false;
    const auto has_pseudo = [](const Selector& s) {
      return s.pseudo_element != PseudoElement::None;
    };
    if (std::any_of(arguments->begin(), arguments->end(), has_pseudo)) return false;
    simple.arguments = std::make_shared<const SelectorList>(*std::move(arguments));
    return true;
  }

  static bool parse_lang(TokenStream inner, SimpleSelector& simple) {
    inner.skip_white_space();
    if (!inner.looking_at(TokenKind::Ident) && !inner.looking_at(TokenKind::String)) return false;
    simple.kind = Kind::Lang;
    simple.name = base::ascii_lowercase(inner.next().text);
    inner.skip_white_space();
    return inner.at_end();
  }

  /// Directions other than `ltr` and `rtl` are legal but match nothing (selectors-4 §7.1).
  static bool parse_dir(TokenStream inner, SimpleSelector& simple) {
    inner.skip_white_space();
    if (!inner.looking_at(TokenKind::Ident)) return false;
    simple.kind = Kind::Dir;
    simple.name = base::ascii_lowercase(inner.next().text);
    inner.skip_white_space();
    return inner.at_end();
  }

  bool parse_selector_function(std::string_view name, TokenStream inner, SimpleSelector& simple) const {
    const bool negation = is_called(name, "not");
    const bool where = is_called(name, "where");
    const bool has = is_called(name, "has");
    if (depth_ >= kDeepestSelector) return false;
    if (!negation && !where && !has && !is_called(name, "is")) {
      unknown_ = ":" + std::string(name);
      return false;
    }
    simple.kind = negation ? Kind::Not : has ? Kind::Has : Kind::Is;
    simple.zero_specificity = where;
    SelectorParser parser(inner, depth_ + 1, unknown_, parents_);
    return set_arguments(has ? parser.parse_relative_list() : parser.parse_list(), simple);
  }

  static bool parse_attribute(TokenStream inner, SimpleSelector& simple) {
    inner.skip_white_space();
    if (!inner.looking_at(TokenKind::Ident)) return false;
    simple.kind = Kind::Attribute;
    simple.name = base::ascii_lowercase(inner.next().text);
    inner.skip_white_space();
    if (inner.at_end()) return true;
    simple.match = AttributeMatch::Equals;
    constexpr std::pair<char, AttributeMatch> kOperators[] = {{'~', AttributeMatch::Includes},
                                                              {'|', AttributeMatch::DashMatch},
                                                              {'^', AttributeMatch::Prefix},
                                                              {'$', AttributeMatch::Suffix},
                                                              {'*', AttributeMatch::Substring}};
    for (const auto& [delimiter, match] : kOperators) {
      if (inner.take_delimiter(delimiter)) simple.match = match;
    }
    if (!inner.take_delimiter('=')) return false;
    inner.skip_white_space();
    if (!inner.looking_at(TokenKind::String) && !inner.looking_at(TokenKind::Ident)) return false;
    simple.value = inner.next().text;
    inner.skip_white_space();
    if (inner.looking_at_ident("i")) {
      inner.next();
      simple.ignore_case = true;
    }
    inner.skip_white_space();
    return inner.at_end();
  }

  static Specificity most_specific(const SelectorList& list) {
    Specificity most;
    for (const Selector& selector : list) most = std::max(most, selector.specificity);
    return most;
  }

  static Specificity specificity_of(const SimpleSelector& simple) {
    switch (simple.kind) {
      case Kind::Scope:
      case Kind::Universal: return {};
      case Kind::Type: return {0, 0, 1};
      case Kind::Id: return {1, 0, 0};
      case Kind::Not:
      case Kind::Has:
      case Kind::Is: return simple.zero_specificity ? Specificity{} : most_specific(*simple.arguments);
      case Kind::Root:
        if (simple.zero_specificity) return {};
        break;
      default: break;
    }
    Specificity own{0, 1, 0};
    if (simple.arguments != nullptr) own += most_specific(*simple.arguments);
    return own;
  }

  TokenStream stream_;
  int depth_;
  std::string& unknown_;
  const SelectorList* parents_;
  bool relative_ = false;
  bool nested_ = false;
};

/// `n`, `-n`, `2n`, `n-3`, `2n-3`: the parts that the tokenizer leaves in one name or unit.
bool parse_nth_unit(std::string_view unit, std::optional<std::int32_t>& offset) {
  if (unit.empty() || base::to_ascii_lower(unit.front()) != 'n') return false;
  unit.remove_prefix(1);
  if (unit.empty() || unit == "-") return true;
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(unit.data(), unit.data() + unit.size(), number);
  if (unit.front() != '-' || error != std::errc() || end != unit.data() + unit.size()) return false;
  offset = number;
  return true;
}

std::int32_t to_int(double number) { return static_cast<std::int32_t>(std::clamp(number, -1e9, 1e9)); }

}  // namespace

bool NthPattern::matches(std::int32_t index) const {
  const std::int64_t distance = std::int64_t{index} - offset;
  if (step == 0) return distance == 0;
  return distance % step == 0 && distance / step >= 0;
}

std::optional<NthPattern> parse_nth(TokenStream stream) {
  stream.skip_white_space();
  NthPattern pattern;
  std::optional<std::int32_t> offset;
  stream.take_delimiter('+');
  const Token first = stream.next();
  std::string_view unit;
  if (first.kind == TokenKind::Ident && is_called(first.text, "even")) {
    pattern = {2, 0};
    offset = 0;
  } else if (first.kind == TokenKind::Ident && is_called(first.text, "odd")) {
    pattern = {2, 1};
    offset = 1;
  } else if (first.kind == TokenKind::Number && first.is_integer) {
    offset = to_int(first.number);
  } else if (first.kind == TokenKind::Dimension && first.is_integer) {
    pattern.step = to_int(first.number);
    unit = first.text;
  } else if (first.kind == TokenKind::Ident) {
    pattern.step = first.text.starts_with('-') ? -1 : 1;
    unit = first.text.substr(pattern.step < 0 ? 1 : 0);
  } else {
    return std::nullopt;
  }
  if (!unit.empty() && !parse_nth_unit(unit, offset)) return std::nullopt;
  if (!offset) {
    stream.skip_white_space();
    int sign = unit.ends_with('-') ? -1 : 0;
    if (sign == 0 && stream.take_delimiter('+')) sign = 1;
    if (sign == 0 && stream.take_delimiter('-')) sign = -1;
    stream.skip_white_space();
    if (stream.looking_at(TokenKind::Number)) {
      const Token number = stream.next();
      if (!number.is_integer || (sign == 0) != number.has_sign) return std::nullopt;
      offset = to_int(number.number) * (sign == 0 ? 1 : sign);
    } else if (sign != 0) {
      return std::nullopt;
    }
  }
  stream.skip_white_space();
  if (!stream.at_end()) return std::nullopt;
  pattern.offset = offset.value_or(0);
  return pattern;
}

namespace {

void report_selectors(TokenStream stream, const std::string& unknown, diagnostics::SourceId source,
                      diagnostics::DiagnosticSink& sink) {
  const std::span<const Token> tokens = stream.rest();
  const diagnostics::Span span = tokens.empty() ? diagnostics::Span{source, stream.peek().begin, stream.peek().end}
                                                : diagnostics::Span{source, tokens.front().begin, tokens.back().end};
  if (const std::optional<Workaround> way = find_unsupported(unknown)) {
    sink.report(messages::CssUnsupported, Origin{span, {}}, unknown, way->english, way->chinese);
  } else {
    sink.report(messages::CssInvalidSelector, Origin{span, {}}, unknown.empty() ? written_tokens(tokens) : unknown);
  }
}

}  // namespace

base::Expected<SelectorList> parse_selector_list(TokenStream stream, diagnostics::SourceId source,
                                                 diagnostics::DiagnosticSink& sink) {
  std::string unknown;
  std::optional<SelectorList> list = SelectorParser(stream, 0, unknown).parse_list();
  if (list) return *std::move(list);
  report_selectors(stream, unknown, source, sink);
  return base::kReported;
}

base::Expected<SelectorList> parse_nested_selector_list(TokenStream stream, const SelectorList& parents,
                                                        diagnostics::SourceId source,
                                                        diagnostics::DiagnosticSink& sink) {
  std::string unknown;
  std::optional<SelectorList> list = SelectorParser(stream, 0, unknown, &parents).parse_nested_list();
  if (list) return *std::move(list);
  report_selectors(stream, unknown, source, sink);
  return base::kReported;
}

}  // namespace gongwen::css
