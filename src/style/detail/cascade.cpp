#include "style/detail/cascade.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/css.h"
#include "style/apply_property.h"
#include "style/css/token.h"
#include "style/detail/directions.h"
#include "style/page_style.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <array>
#include <functional>

// The cascade (css-cascade-5): declarations that match an element are sorted by origin, layer and order, custom
// properties are computed first and substituted (css-variables-1), then each property is applied once. Substitution is
// bounded in depth and size.
namespace gongwen::style {
namespace {

using css::Token;
using css::TokenKind;
using css::TokenStream;

constexpr std::size_t kMaxTokens = 10'000;
/// The maximum depth of references; no honest style sheet needs more.
constexpr int kMaxVariableDepth = 32;
/// The maximum number of substitutions: empty values and fallbacks can multiply without producing tokens.
constexpr int kMaxReferences = 10'000;

class Substitution {
 public:
  /// `name`: the custom property whose value is substituted; empty for others.
  Substitution(const CustomProperties* properties, std::string_view name) : properties_(properties) {
    if (!name.empty()) open_.push_back(name);
  }

  bool run(std::span<const Token> tokens, int depth) {
    if (depth > kMaxVariableDepth || ++references_ > kMaxReferences) return false;
    TokenStream stream(tokens);
    while (!stream.at_end()) {
      const Token& token = stream.peek();
      if (token.kind == TokenKind::Function && base::equals_ignoring_ascii_case(token.text, "var")) {
        if (!replace(stream.take_block(), depth)) return false;
      } else {
        out.push_back(stream.next());
      }
      if (out.size() > kMaxTokens) return false;
    }
    return true;
  }

  bool is_circular(std::string_view name) const {
    return std::find(circular_.begin(), circular_.end(), name) != circular_.end();
  }

  std::vector<Token> out;

 private:
  /// The parts of `var( --name , fallback )`.
  bool replace(TokenStream inner, int depth) {
    inner.skip_white_space();
    if (!inner.looking_at(TokenKind::Ident)) return false;
    const std::string_view name = inner.next().text;
    inner.skip_white_space();
    const bool has_fallback = inner.take(TokenKind::Comma);
    if (!has_fallback && !inner.at_end()) return false;
    const std::size_t kept = out.size();
    if (properties_ != nullptr) {
      const auto found = properties_->find(name);
      if (found != properties_->end() && resolve(name, found->second, depth)) return true;
      out.resize(kept);
    }
    return has_fallback && run(inner.rest(), depth + 1);
  }

  /// All properties in a circle of references are invalid, even with a fallback (css-variables-1 §2.3).
  bool resolve(std::string_view name, std::span<const Token> value, int depth) {
    const auto begun = std::find(open_.begin(), open_.end(), name);
    if (begun != open_.end()) {
      circular_.insert(circular_.end(), begun, open_.end());
      return false;
    }
    open_.push_back(name);
    const bool is_valid = run(value, depth + 1);
    open_.pop_back();
    return is_valid && !is_circular(name);
  }

  const CustomProperties* properties_;
  std::vector<std::string_view> open_;      // what is being replaced, outermost first
  std::vector<std::string_view> circular_;  // names in circles
  int references_ = 0;
};

}  // namespace

std::optional<std::vector<Token>> substitute_variables(std::span<const Token> tokens,
                                                       const CustomProperties* properties, std::string_view name) {
  Substitution substitution(properties, name);
  if (!substitution.run(tokens, 0) || substitution.is_circular(name)) return std::nullopt;
  return std::move(substitution.out);
}

/// Of several rules with one name, that of the strongest layer wins; within a layer, the last one
/// (css-properties-values-api-1 §3).
SheetFacts::SheetFacts(const RuleSet& rules) : rules_(rules) {
  std::vector<std::pair<LayerRank, const css::PropertyRule*>> ranked;
  for (std::size_t i = 0; i < rules.sheets().size(); ++i) {
    for (const css::PropertyRule& rule : rules.sheets()[i]->properties) {
      ranked.emplace_back(rules.layer_rank(i, rule.layer), &rule);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [rank, rule] : ranked) by_name_[rule->name] = rule;
  for (const auto& [rank, rule] : ranked) {
    if (by_name_.at(rule->name) == rule) registered_.push_back(rule);
  }
}

const css::PropertyRule* SheetFacts::registered(std::string_view name) const {
  if (registered_.empty()) return nullptr;
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

PageSize SheetFacts::page_area() const {
  if (page_area_) return *page_area_;
  diagnostics::DiagnosticSink unheard;  // errors are reported when the pages are laid out
  PageStyles pages(rules_, initial_style(), unheard);
  const ComputedStyle& page = pages.resolve({}).page;
  const auto edges = [](const Margin& margin, LayoutUnit border, const LengthPercentage& padding, LayoutUnit base) {
    return (margin.is_auto ? LayoutUnit() : margin.value.resolve(base)) + border + padding.resolve(base);
  };
  PageSize area = page.page_size;
  const LayoutUnit width = area.width;
  const LayoutUnit height = area.height;
  area.width -= edges(page.margin_left, page.border_left_width, page.padding_left, width) +
                edges(page.margin_right, page.border_right_width, page.padding_right, width);
  area.height -= edges(page.margin_top, page.border_top_width, page.padding_top, height) +
                 edges(page.margin_bottom, page.border_bottom_width, page.padding_bottom, height);
  area.width = std::max(area.width, LayoutUnit());
  area.height = std::max(area.height, LayoutUnit());
  page_area_ = area;
  return area;
}

namespace {

using css::Declaration;
using css::PropertyId;
using css::WideKeyword;

/// Fonts first: other properties count in em and lh.
constexpr std::array kFontProperties{PropertyId::FontSize,   PropertyId::FontFamily,  PropertyId::FontStyle,
                                     PropertyId::FontWeight, PropertyId::FontStretch, PropertyId::LineHeight,
                                     PropertyId::Color};

/// Directions next: they decide which sides logical properties name.
constexpr std::array kFlowProperties{PropertyId::WritingMode, PropertyId::Direction, PropertyId::TextOrientation};

bool is_flow_property(PropertyId property) {
  return std::find(kFlowProperties.begin(), kFlowProperties.end(), property) != kFlowProperties.end();
}

bool is_font_property(PropertyId property) {
  return std::find(kFontProperties.begin(), kFontProperties.end(), property) != kFontProperties.end();
}

using Winners = decltype(CascadeWinners::properties);

class Cascade {
 public:
  Cascade(const CascadeInput& input, diagnostics::DiagnosticSink& sink)
      : input_(input), sink_(sink), style_(inherit_from(input.parent)) {}

  ComputedStyle run() {
    find_winners();
    set_custom_properties();
    find_flow();
    for (const PropertyId property : kFontProperties) apply_winner(property);
    for (std::size_t i = 0; i < css::kPropertyCount; ++i) {
      const auto property = static_cast<PropertyId>(i);
      if (!is_font_property(property) && !is_flow_property(property)) apply_winner(property);
    }
    finish_borders();
    finish_overflow();
    finish_sides();
    finish_writing_mode();
    if (input_.winners != nullptr) input_.winners->properties = winners_;
    return std::move(style_);
  }

 private:
  /// css-cascade-5 §6.1: normal declarations by origin, layer and order, then the important ones.
  void find_winners() {
    for (const CascadeEntry& entry : input_.entries) {
      for (const Declaration& declaration : entry.block->declarations) {
        if (declaration.important) continue;
        winners_[index(declaration)] = &declaration;
        if (entry.origin == CascadeOrigin::UserAgent) user_agent_[index(declaration)] = &declaration;
      }
    }
    for_each_by_importance([&](const CascadeEntry& entry) {
      for (const Declaration& declaration : entry.block->declarations) {
        if (declaration.important) winners_[index(declaration)] = &declaration;
      }
    });
  }

  /// Important declarations of a weak layer are stronger than those of a strong one; those of a style attribute are
  /// the strongest (css-cascade-5 §6.1).
  template <typename Visit>
  void for_each_by_importance(Visit visit) const {
    const std::span<const CascadeEntry> entries = input_.entries;
    const auto is_plain = [](const CascadeEntry& entry) {
      return entry.layer == kUnlayeredRank;
    };
    if (std::all_of(entries.begin(), entries.end(), is_plain)) {
      for (const CascadeEntry& entry : entries) visit(entry);
      return;
    }
    for (std::size_t end = entries.size(); end > 0;) {
      std::size_t begin = end - 1;
      while (begin > 0 && entries[begin - 1].shares_layer(entries[end - 1])) --begin;
      for (std::size_t i = begin; i < end && !entries[i].is_attached; ++i) visit(entries[i]);
      end = begin;
    }
    if (!entries.empty() && entries.back().is_attached) visit(entries.back());
  }

  PropertyId property_of(const Declaration& declaration) const {
    return declaration.is_logical ? physical_property(declaration.property, flow_) : declaration.property;
  }

  std::size_t index(const Declaration& declaration) {
    has_logical_ = has_logical_ || declaration.is_logical;
    return static_cast<std::size_t>(property_of(declaration));
  }

  /// css-logical-1 §4: of a logical property and the physical one that it comes to, the later declaration wins, which
  /// is known only with the box's own directions.
  void find_flow() {
    for (const PropertyId property : kFlowProperties) apply_winner(property);
    flow_ = {style_.writing_mode, used_direction(style_)};
    if (!has_logical_ || flow_ == TextFlow()) return;
    winners_ = user_agent_ = {};
    find_winners();
  }

  void set_custom_properties() {
    std::shared_ptr<CustomProperties> own = without_properties_of_drawings();
    for (const bool important : {false, true}) {
      const auto set = [&](const CascadeEntry& entry) {
        for (const css::CustomDeclaration& custom : entry.block->custom) {
          if (custom.important != important) continue;
          if (input_.winners != nullptr) input_.winners->custom[custom.name] = &custom;
          if (!own) {
            own = style_.custom_properties ? std::make_shared<CustomProperties>(*style_.custom_properties)
                                           : std::make_shared<CustomProperties>();
          }
          set_custom(custom, *own);
        }
      };
      if (important) {
        for_each_by_importance(set);
      } else {
        for (const CascadeEntry& entry : input_.entries) set(entry);
      }
    }
    reset_registered(own);
    if (!own) return;
    // References are resolved where the property is set, so that what is inherited no longer depends on the place.
    CustomProperties resolved;
    for (const auto& [name, tokens] : *own) {
      if (is_of_drawing(name) && has_variables(tokens)) resolved.emplace(name + std::string(kUnresolvedMark), tokens);
      auto value = substitute_variables(tokens, own.get(), name);
      const css::PropertyRule* const rule = input_.facts == nullptr ? nullptr : input_.facts->registered(name);
      if (rule != nullptr && (!value || !css::fits_property_syntax(rule->syntax, css::TokenStream(*value)))) {
        value = value_when_unset(*rule);
      }
      if (value) resolved.emplace(name, *std::move(value));
    }
    style_.custom_properties = std::make_shared<const CustomProperties>(std::move(resolved));
  }

  static bool is_of_drawing(std::string_view name) { return !name.starts_with("--"); }
  static bool has_variables(std::span<const css::Token> tokens) {
    return std::any_of(tokens.begin(), tokens.end(), [](const css::Token& token) {
      return token.kind == css::TokenKind::Function && base::equals_ignoring_ascii_case(token.text, "var");
    });
  }

  /// Properties of shapes in drawings stay with the element: the reader of drawings inherits them, also along
  /// references. Names of custom properties come first in their order.
  std::shared_ptr<CustomProperties> without_properties_of_drawings() const {
    const CustomProperties* const inherited = style_.custom_properties.get();
    if (inherited == nullptr || inherited->empty() || !is_of_drawing(inherited->rbegin()->first)) return nullptr;
    auto own = std::make_shared<CustomProperties>(*inherited);
    std::erase_if(*own, [](const auto& property) { return is_of_drawing(property.first); });
    return own;
  }

  /// css-variables-1 §2.2: CSS-wide keywords also apply to custom properties. A property that gets no value by them
  /// counts as not set, so that fallbacks are used.
  void set_custom(const css::CustomDeclaration& custom, CustomProperties& own) const {
    const css::PropertyRule* const rule = input_.facts == nullptr ? nullptr : input_.facts->registered(custom.name);
    const WideKeyword wide = css::wide_keyword_of(css::TokenStream(custom.value));
    if (wide == WideKeyword::NotWide || is_of_drawing(custom.name)) {
      own[custom.name] = custom.value;
      return;
    }
    std::optional<std::vector<css::Token>> value;
    const bool is_initial = wide == WideKeyword::Initial;
    const bool from_parent = wide == WideKeyword::Inherit || (!is_initial && (rule == nullptr || rule->inherits));
    if (from_parent) {
      value = inherited_custom(custom.name);
    } else if (rule != nullptr) {
      value = rule->initial;
    }
    if (value) {
      own[custom.name] = *std::move(value);
    } else {
      own.erase(custom.name);
    }
  }

  std::optional<std::vector<css::Token>> inherited_custom(const std::string& name) const {
    if (!input_.parent.custom_properties) return std::nullopt;
    const auto found = input_.parent.custom_properties->find(name);
    return found == input_.parent.custom_properties->end() ? std::nullopt : std::optional(found->second);
  }

  std::optional<std::vector<css::Token>> value_when_unset(const css::PropertyRule& rule) const {
    std::optional<std::vector<css::Token>> value;
    if (rule.inherits) value = inherited_custom(rule.name);
    return value ? value : rule.initial;
  }

  /// css-properties-values-api-1 §2.4: a registered property has its initial value if nothing sets it; one that is not
  /// inherited gets it again in each box.
  void reset_registered(std::shared_ptr<CustomProperties>& own) const {
    if (input_.facts == nullptr) return;
    for (const css::PropertyRule* rule : input_.facts->registered()) {
      const CustomProperties* const now = own ? own.get() : style_.custom_properties.get();
      const auto found = now == nullptr ? CustomProperties::const_iterator() : now->find(rule->name);
      const bool is_set = now != nullptr && found != now->end();
      const bool is_own = is_set && is_declared(rule->name);
      if (is_own || (is_set && rule->inherits) || (!is_set && !rule->initial)) continue;
      if (!own) {
        own = style_.custom_properties ? std::make_shared<CustomProperties>(*style_.custom_properties)
                                       : std::make_shared<CustomProperties>();
      }
      if (rule->initial) {
        (*own)[rule->name] = *rule->initial;
      } else {
        own->erase(rule->name);
      }
    }
  }

  bool is_declared(std::string_view name) const {
    return std::any_of(input_.entries.begin(), input_.entries.end(), [&](const CascadeEntry& entry) {
      return std::any_of(entry.block->custom.begin(), entry.block->custom.end(),
                         [&](const css::CustomDeclaration& custom) { return custom.name == name; });
    });
  }

  /// In `line-height` and `font-size` themselves, `lh` is that of the parent (css-values-4 §6.1.1).
  LengthContext length_context(PropertyId property) const {
    const bool is_own = property != PropertyId::LineHeight && property != PropertyId::FontSize;
    const ComputedStyle& lines = is_own ? style_ : input_.parent;
    const ComputedStyle& root = input_.root == nullptr ? style_ : *input_.root;
    return {style_.font_size,
            root.font_size,
            line_height_length(lines.line_height, lines.font_size),
            line_height_length(root.line_height, root.font_size),
            &style_,
            input_.measures,
            input_.facts};
  }

  void apply_winner(PropertyId property) {
    const Declaration* const winner = winners_[static_cast<std::size_t>(property)];
    if (winner != nullptr) apply(property, *winner);
  }

  void apply(PropertyId property, const Declaration& declaration) {
    switch (declaration.wide) {
      case WideKeyword::Inherit: copy_property(property, input_.parent, style_); return;
      case WideKeyword::Initial: copy_property(property, initial_style(), style_); return;
      case WideKeyword::Unset: unset(property); return;
      case WideKeyword::Revert: revert(property, declaration); return;
      case WideKeyword::RevertLayer: revert_layer(property, declaration); return;
      case WideKeyword::NotWide: break;
    }
    if (!declaration.pending.empty()) {
      apply_pending(property, declaration);
    } else {
      apply_property(property, declaration.values, {input_.parent, length_context(property)}, style_);
      if (property == PropertyId::Content) style_.content.place = declaration.span;
      if (property == PropertyId::FontFamily) style_.font_family_place = declaration.span;
    }
  }

  void unset(PropertyId property) {
    copy_property(property, css::is_inherited(property) ? input_.parent : initial_style(), style_);
  }

  /// css-cascade-4 §7.3.3: what the built-in style sheet says.
  void revert(PropertyId property, const Declaration& declaration) {
    const Declaration* const built_in = user_agent_[static_cast<std::size_t>(property)];
    if (built_in != nullptr && built_in != &declaration) {
      apply(property, *built_in);
    } else {
      unset(property);
    }
  }

  /// css-cascade-5 §7.3.5: what would have won without the layer of the declaration.
  void revert_layer(PropertyId property, const Declaration& declaration) {
    const std::size_t reverted_before = reverted_.size();
    for (const CascadeEntry& entry : input_.entries) {
      const std::vector<Declaration>& own = entry.block->declarations;
      if (!own.empty() && !std::less<>()(&declaration, own.data()) &&
          std::less<>()(&declaration, own.data() + own.size())) {
        reverted_.push_back(&entry);
      }
    }
    // A value from a variable has no layer.
    if (reverted_.size() == reverted_before) return unset(property);
    const Declaration* next = nullptr;
    const auto is_reverted = [&](const CascadeEntry& entry) {
      return std::any_of(reverted_.begin(), reverted_.end(),
                         [&](const CascadeEntry* reverted) { return reverted->shares_layer(entry); });
    };
    const auto find = [&](const CascadeEntry& entry, bool important) {
      if (is_reverted(entry)) return;
      for (const Declaration& other : entry.block->declarations) {
        if (property_of(other) == property && other.important == important) next = &other;
      }
    };
    for (const CascadeEntry& entry : input_.entries) find(entry, false);
    for_each_by_importance([&](const CascadeEntry& entry) { find(entry, true); });
    if (next != nullptr) {
      apply(property, *next);
    } else {
      unset(property);
    }
    reverted_.clear();
  }

  /// css-variables-1 §3.1: a value that turns out wrong after substitution counts as `unset`.
  void apply_pending(PropertyId property, const Declaration& declaration) {
    const auto tokens = substitute_variables(declaration.pending, style_.custom_properties.get());
    css::DeclarationBlock block;
    Declaration model;
    model.span = declaration.span;
    const css::AnyProperty any =
        declaration.pending_shorthand ? css::AnyProperty(*declaration.pending_shorthand) : css::AnyProperty(property);
    if (tokens && css::parse_value(any, css::TokenStream(*tokens), model, block)) {
      for (const Declaration& parsed : block.declarations) {
        if (property_of(parsed) == property) apply(property, parsed);
      }
      return;
    }
    unset(property);
    sink_.report(diagnostics::messages::CssVariableInvalid, diagnostics::Origin{declaration.span, {}},
                 variable_text(declaration.pending), name_of(declaration));
  }

  /// The name used in the style sheet, so that a shorthand is reported once.
  static std::string_view name_of(const Declaration& declaration) {
    return declaration.pending_shorthand ? css::shorthand_name(*declaration.pending_shorthand)
                                         : css::property_name(declaration.property);
  }

  /// `var(--name)` as it is in the value, for the message.
  static std::string variable_text(std::span<const css::Token> tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      if (tokens[i].kind == css::TokenKind::Function && base::equals_ignoring_ascii_case(tokens[i].text, "var")) {
        return "var(" + std::string(tokens[i + 1].text) + ")";
      }
    }
    return "var()";
  }

  /// css-backgrounds-3 §3.3: without a style there is no width.
  void finish_borders() {
    const auto finish = [](BorderStyle border_style, LayoutUnit& width) {
      if (border_style == BorderStyle::None || border_style == BorderStyle::Hidden) width = {};
    };
    finish(style_.border_top_style, style_.border_top_width);
    finish(style_.border_right_style, style_.border_right_width);
    finish(style_.border_bottom_style, style_.border_bottom_width);
    finish(style_.border_left_style, style_.border_left_width);
    finish(style_.column_rule_style, style_.column_rule_width);
  }

  /// css-overflow-3 §3.1: if one direction scrolls, the other scrolls as well.
  void finish_overflow() {
    const auto scrolls = [](Overflow overflow) {
      return overflow != Overflow::Visible && overflow != Overflow::Clip;
    };
    const auto finish = [](Overflow& overflow) {
      if (overflow == Overflow::Visible) overflow = Overflow::Auto;
      if (overflow == Overflow::Clip) overflow = Overflow::Hidden;
    };
    if (scrolls(style_.overflow_x)) finish(style_.overflow_y);
    if (scrolls(style_.overflow_y)) finish(style_.overflow_x);
  }

  /// The style of the containing box; elements that have no box themselves are skipped (css-display-3 §2.5).
  const ComputedStyle& around() const { return input_.around == nullptr ? input_.parent : *input_.around; }

  /// css-logical-1 §2.2: sides of the block that the box is in.
  void finish_sides() {
    const bool is_rtl = used_direction(around()) == Direction::Rtl;
    if (style_.float_value == Float::InlineStart) style_.float_value = is_rtl ? Float::Right : Float::Left;
    if (style_.float_value == Float::InlineEnd) style_.float_value = is_rtl ? Float::Left : Float::Right;
    if (style_.clear == Clear::InlineStart) style_.clear = is_rtl ? Clear::Right : Clear::Left;
    if (style_.clear == Clear::InlineEnd) style_.clear = is_rtl ? Clear::Left : Clear::Right;
    if (style_.position.kind == PositionKind::Relative) finish_offsets(is_rtl);
  }

  /// CSS 2.2 §9.4.3: of two contradicting offsets, the one at the end of the line or flow is ignored.
  void finish_offsets(bool is_rtl) {
    const WritingMode flow = around().writing_mode;
    const auto prefer = [](const Margin& start, Margin& end) {
      if (!start.is_auto) end.is_auto = true;
    };
    if (!is_vertical(flow)) {
      if (is_rtl) prefer(style_.right, style_.left);
      return;
    }
    if (starts_at_right(flow)) prefer(style_.right, style_.left);
    if (is_rtl != (flow == WritingMode::SidewaysLr)) prefer(style_.bottom, style_.top);
  }

  /// css-writing-modes-4 §3.2: an inline box with another writing mode becomes a block in the line. Boxes to which the
  /// property does not apply, such as rows of tables, pass it on to their children.
  void finish_writing_mode() {
    if (style_.writing_mode == around().writing_mode) return;
    switch (style_.display) {
      case Display::Ruby:
      case Display::RubyBase:
      case Display::RubyText:
      case Display::RubyBaseContainer:
      case Display::RubyTextContainer: style_.writing_mode = around().writing_mode; break;
      case Display::Inline: style_.display = Display::InlineBlock; break;
      case Display::InlineListItem: style_.display = Display::InlineBlockListItem; break;
      default: break;
    }
  }

  const CascadeInput& input_;
  diagnostics::DiagnosticSink& sink_;
  ComputedStyle style_;
  Winners winners_{};
  Winners user_agent_{};
  TextFlow flow_;                              // the usual one until it is known
  bool has_logical_ = false;                   // some declaration is of a logical property
  std::vector<const CascadeEntry*> reverted_;  // whose layers `revert-layer` skips
};

}  // namespace

void add_hints(const css::DeclarationBlock& hints, std::vector<CascadeEntry>& entries) {
  const auto author = std::find_if(entries.begin(), entries.end(),
                                   [](const CascadeEntry& entry) { return entry.origin == CascadeOrigin::Author; });
  entries.insert(author, {&hints, CascadeOrigin::Author, kHintRank});
}

ComputedStyle cascade(const CascadeInput& input, diagnostics::DiagnosticSink& sink) {
  return Cascade(input, sink).run();
}

}  // namespace gongwen::style
