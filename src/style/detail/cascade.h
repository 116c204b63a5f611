// The cascade, and the substitution of variables in it.
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

/// For a property of drawings, custom properties also contain the declared value with its variables, as `fill:var`:
/// where `use` shows the element, the variables may have other values.
inline constexpr std::string_view kUnresolvedMark = ":var";

/// Replaces every var() in `tokens` by the named custom property, or by its fallback. Returns nullopt if a property is
/// not set and there is no fallback, if the result exceeds 10,000 tokens, or if references are circular; `name` is that
/// of the custom property whose value is processed.
std::optional<std::vector<css::Token>> substitute_variables(std::span<const css::Token> tokens,
                                                            const CustomProperties* properties,
                                                            std::string_view name = {});

// The cascade (css-cascade-5): computes the strongest of all declarations that apply to a box, for each property.

/// Data shared by all styles of a document.
class DocumentFacts {
 public:
  virtual ~DocumentFacts() = default;
  /// The @property rule with this name; null if absent.
  virtual const css::PropertyRule* registered(std::string_view name) const = 0;
  virtual const std::vector<const css::PropertyRule*>& registered() const = 0;
  /// The area of the first page, to which vw and vh refer (css-values-4 section 6.1.2).
  virtual PageSize page_area() const = 0;
};

/// A block of declarations that applies to the box.
struct CascadeEntry {
  const css::DeclarationBlock* block = nullptr;
  CascadeOrigin origin = CascadeOrigin::Author;
  LayerRank layer = kUnlayeredRank;
  bool is_attached = false;  // of a style attribute, stronger than all layers

  /// Whether `revert-layer` in one of them also skips the other.
  bool shares_layer(const CascadeEntry& other) const {
    return origin == other.origin && layer == other.layer && is_attached == other.is_attached;
  }
};

/// Hints of HTML are weaker than all author rules (css-cascade-4 section 6.3).
void add_hints(const css::DeclarationBlock& hints, std::vector<CascadeEntry>& entries);

/// The declarations from which a style was computed.
struct CascadeWinners {
  std::array<const css::Declaration*, css::kPropertyCount> properties{};  // the physical properties; null: not declared
  std::map<std::string_view, const css::CustomDeclaration*> custom;
};

struct CascadeInput {
  std::span<const CascadeEntry> entries;  // weakest first; a style attribute comes last
  const ComputedStyle& parent;            // source of inherited values
  const ComputedStyle* root;              // null for the root element itself
  const ComputedStyle* around = nullptr;  // style of the containing box, if it is not the parent's
  FontMeasures* measures = nullptr;       // for ex and ch; may be null
  const DocumentFacts* facts = nullptr;   // null: no property is registered, and the page is A4
  CascadeWinners* winners = nullptr;      // filled in if not null
};

/// Reports: css/invalid-variable.
ComputedStyle cascade(const CascadeInput& input, diagnostics::DiagnosticSink& sink);

/// Facts for all boxes of a document from its style sheets: registered properties, the page area.
class SheetFacts final : public DocumentFacts {
 public:
  /// `rules` must outlive it.
  explicit SheetFacts(const RuleSet& rules);

  const css::PropertyRule* registered(std::string_view name) const override;
  const std::vector<const css::PropertyRule*>& registered() const override { return registered_; }
  PageSize page_area() const override;

 private:
  const RuleSet& rules_;
  std::vector<const css::PropertyRule*> registered_;  // one for each name
  std::unordered_map<std::string_view, const css::PropertyRule*> by_name_;
  mutable std::optional<PageSize> page_area_;  // computed on first use
};

}  // namespace gongwen::style
