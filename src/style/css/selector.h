// Selectors (selectors-4): compound selectors joined by combinators, stored from right to left, the order of matching.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "style/css/token.h"

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::css {

/// Counts of ids, classes and types (selectors-4 section 17).
struct Specificity {
  std::uint32_t ids = 0;
  std::uint32_t classes = 0;
  std::uint32_t types = 0;
  friend auto operator<=>(const Specificity&, const Specificity&) = default;
  Specificity& operator+=(const Specificity& other) {
    ids += other.ids;
    classes += other.classes;
    types += other.types;
    return *this;
  }
};

enum class Combinator : std::uint8_t { Descendant, Child, NextSibling, SubsequentSibling };

enum class AttributeMatch : std::uint8_t { Present, Equals, Includes, DashMatch, Prefix, Suffix, Substring };

struct Selector;
using SelectorList = std::vector<Selector>;

/// An+B (css-syntax-3 section 6): 2n+1 is {2, 1}.
struct NthPattern {
  std::int32_t step = 0;
  std::int32_t offset = 0;
  bool matches(std::int32_t index) const;
};

struct SimpleSelector {
  enum class Kind : std::uint8_t {
    Universal,
    Type,
    Class,
    Id,
    Attribute,
    Root,
    Empty,
    NthChild,  // also first-, last-, only-child as patterns
    NthLastChild,
    NthOfType,
    NthLastOfType,
    OnlyChild,
    OnlyOfType,
    Not,
    Is,  // also :where, whose specificity is zero
    Has,
    Scope,  // the element tested by :has(), at the left end of its arguments
    Lang,
    Dir,
    Link,
    Never,  // valid, but matches nothing in a document: :hover, :visited
  };
  Kind kind = Kind::Universal;
  std::string name;   // type, class, id, attribute, language, direction
  std::string value;  // attribute
  AttributeMatch match = AttributeMatch::Present;
  bool ignore_case = false;
  NthPattern nth;
  std::shared_ptr<const SelectorList> arguments;  // :not, :is, :where, :has, :nth-child(… of …)
  bool zero_specificity = false;                  // :where
  bool is_nesting = false;                        // `&`, which is :is() of the selectors around it
};

struct CompoundSelector {
  std::vector<SimpleSelector> simple;
  /// The combinator between this compound and the next one, which is to its left.
  Combinator combinator = Combinator::Descendant;
};

enum class PseudoElement : std::uint8_t {
  None,
  Before,
  After,
  Marker,
  FirstLine,
  FirstLetter,
  FootnoteCall,
  FootnoteMarker,
};
inline constexpr std::size_t kPseudoElementCount = 8;

struct Selector {
  std::vector<CompoundSelector> compounds;  // the subject first
  PseudoElement pseudo_element = PseudoElement::None;
  Specificity specificity;
};

/// Parses a list separated by commas; the whole list is invalid if one selector is (selectors-4 section 4.1). Reports:
/// css/invalid-selector.
base::Expected<SelectorList> parse_selector_list(TokenStream stream, diagnostics::SourceId source,
                                                 diagnostics::DiagnosticSink& sink);

/// Parses the list of a nested rule, in which `&` represents the outer selectors (css-nesting-1 section 3): each
/// selector is relative to them. Reports: css/invalid-selector.
base::Expected<SelectorList> parse_nested_selector_list(TokenStream stream, const SelectorList& parents,
                                                        diagnostics::SourceId source,
                                                        diagnostics::DiagnosticSink& sink);

/// `even`, `2n+1`, `-n + 3`, `4`.
std::optional<NthPattern> parse_nth(TokenStream stream);

}  // namespace gongwen::css
