// The cascade, and the variables that are replaced in it.
#pragma once

#include "diagnostics/diagnostic.h"
#include "style/computed_style.h"
#include "style/css/declaration.h"
#include "style/css/token.h"
#include "style/font_measures.h"
#include "style/rule_set.h"

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::style {

// Custom properties and var() (css-variables-1).

/// Of a property of drawings, custom properties also have the value as declared, with its variables, as `fill:var`:
/// where `use` shows the element, they may have other values.
inline constexpr std::string_view kUnresolvedMark = ":var";

/// Replaces every var() in `tokens` by the custom property that it names, or by its fallback. Nothing when a property
/// is not set and there is no fallback, when the result grows beyond 10,000 tokens, or when replacing goes in a circle;
/// `name` is that of the custom property whose value is replaced.
std::optional<std::vector<css::Token>> substitute_variables(std::span<const css::Token> tokens,
                                                            const CustomProperties* properties,
                                                            std::string_view name = {});

// The cascade (css-cascade-5): of all declarations that concern a box, the strongest for each property, computed.

/// What all styles of a document refer to.
class DocumentFacts {
 public:
  virtual ~DocumentFacts() = default;
  /// By @property; null when it is not.
  virtual const css::PropertyRule* registered(std::string_view name) const = 0;
  virtual const std::vector<const css::PropertyRule*>& registered() const = 0;
  /// The area of the first page, which vw and vh are counted of (css-values-4 section 6.1.2).
  virtual PageSize page_area() const = 0;
};

/// A block of declarations that concerns the box.
struct CascadeEntry {
  const css::DeclarationBlock* block = nullptr;
  CascadeOrigin origin = CascadeOrigin::Author;
  LayerRank layer = kUnlayeredRank;
  bool is_attached = false;  // of a style attribute, stronger than all layers

  /// Whether `revert-layer` in one skips the other too.
  bool shares_layer(const CascadeEntry& other) const {
    return origin == other.origin && layer == other.layer && is_attached == other.is_attached;
  }
};

/// Hints of HTML are weaker than all that the author says (css-cascade-4 section 6.3).
void add_hints(const css::DeclarationBlock& hints, std::vector<CascadeEntry>& entries);

/// The declarations that a style was computed from.
struct CascadeWinners {
  std::array<const css::Declaration*, css::kPropertyCount>
      properties{};  // the physical ones; null: nothing is declared
  std::map<std::string_view, const css::CustomDeclaration*> custom;
};

struct CascadeInput {
  std::span<const CascadeEntry> entries;  // weakest first; a style attribute comes last
  const ComputedStyle& parent;            // what is inherited from
  const ComputedStyle* root;              // null for the root element itself
  const ComputedStyle* around = nullptr;  // of the box that it is in, where that is not the parent's
  FontMeasures* measures = nullptr;       // for ex and ch; may be none
  const DocumentFacts* facts = nullptr;   // none: no property is registered, and the page is A4
  CascadeWinners* winners = nullptr;      // filled in, where they are asked for
};

/// Reports: css/invalid-variable.
ComputedStyle cascade(const CascadeInput& input, diagnostics::DiagnosticSink& sink);

/// What the style sheets of a document say for all of its boxes: registered properties, the area of pages.
class SheetFacts final : public DocumentFacts {
 public:
  /// `rules` outlives it.
  explicit SheetFacts(const RuleSet& rules);

  const css::PropertyRule* registered(std::string_view name) const override;
  const std::vector<const css::PropertyRule*>& registered() const override { return registered_; }
  PageSize page_area() const override;

 private:
  const RuleSet& rules_;
  std::vector<const css::PropertyRule*> registered_;  // one for each name
  std::unordered_map<std::string_view, const css::PropertyRule*> by_name_;
  mutable std::optional<PageSize> page_area_;  // worked out when it is first asked for
};

}  // namespace gongwen::style
