#include "images/detail/svg_cascade.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/css.h"
#include "dom/tree.h"
#include "style/css/stylesheet.h"
#include "style/css/token.h"
#include "style/style_tree.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

// The elements are rebuilt as a tree of the engine, whose matcher finds the rules for each. Names in it are in lower
// case, as in the selector parser: `linearGradient` and `lineargradient` are one element.
namespace gongwen::images {
namespace {

using css::CustomDeclaration;
using style::CustomProperties;
using Tokens = std::vector<css::Token>;

/// The memory limit for the declarations and variables of all elements; beyond it, styles are left out.
constexpr std::size_t kMostBytes = std::size_t{256} << 20;

bool is_variable(std::string_view name) { return name.starts_with("--"); }

/// Adds an element with its attributes and all elements below, as far as selectors use them.
void copy_elements(const SvgDocument& document, std::size_t index, dom::TreeWriter& tree,
                   std::vector<std::size_t>& order) {
  const SvgElement& element = document.elements[index];
  const std::string tag = base::ascii_lowercase(element.name);
  const auto known_name = dom::find_element_name(tag);
  tree.open(known_name.value_or(dom::ElementName::SvgUnknown), {});
  if (!known_name) tree.attribute(dom::kWrittenTag, tag);
  order.push_back(index);
  for (const auto& [name, value] : element.attributes) {
    const std::string key = base::ascii_lowercase(name);
    const auto known = dom::find_attribute_name(key);
    if (known && *known != dom::AttributeName::Custom) {
      tree.attribute(*known, value);
    } else {
      tree.attribute(key, value);
    }
  }
  for (const SvgElement::Child& child : element.children) {
    if (child.element != 0) {
      copy_elements(document, child.element, tree, order);
    } else if (!child.text.empty()) {
      tree.text(child.text, {});
    }
  }
  tree.close();
}

/// Finds the line of the file that contains a place in a style sheet.
class SheetLines {
 public:
  SheetLines(std::string_view text, std::uint32_t first) : first_(first) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
      ends_.push_back(at);
  }
  std::uint32_t at(std::size_t offset) const {
    return first_ + static_cast<std::uint32_t>(std::lower_bound(ends_.begin(), ends_.end(), offset) - ends_.begin());
  }

 private:
  std::uint32_t first_;
  std::vector<std::size_t> ends_;
};

class CascadeBuilder {
 public:
  CascadeBuilder(const SvgDocument& document, const diagnostics::DiagnosticSink& sink, const SvgCascade::Report& report)
      : document_(document), sink_(sink), report_(report), custom_(document.elements.size()) {}

  std::vector<SvgDeclarations> build() {
    read_sheets();
    if (!has_sheets_ && !has_attributes()) return {};
    declared_.resize(document_.elements.size());
    if (has_sheets_) {
      declare_by_rules();
    } else {
      declare(1, {}, nullptr);
    }
    return std::move(declared_);
  }

 private:
  void report_faults(const diagnostics::DiagnosticSink& faults, const SheetLines& lines) const {
    for (const diagnostics::Diagnostic& fault : faults.diagnostics()) {
      // Selectors, at-rules and declarations are the first argument of their messages.
      std::string what = fault.arguments.empty() ? "<style>" : fault.arguments.front();
      if (fault.id == diagnostics::messages::CssUnknownAtRule) what.insert(0, "@");
      if (fault.id == diagnostics::messages::CssUnknownMediaQuery) what = "@media";
      if (fault.id == diagnostics::messages::CssUnknownSupports) what = "@supports";
      if (fault.id == diagnostics::messages::CssInvalidImport) what = "@import";
      if (fault.id == diagnostics::messages::CssInvalidFontFace) what = "@font-face";
      report_(what, lines.at(fault.origin.template_place.begin));
    }
  }

  void read_sheets() {
    for (const SvgElement& element : document_.elements) {
      if (element.name != "style" || document_.is_inline) continue;
      const std::string_view type = element.attribute("type");
      const std::string_view media = element.attribute("media");
      if (!type.empty() && !base::equals_ignoring_ascii_case(type, "text/css")) {
        report_("<style type=\"" + std::string(type) + "\">", element.line);
        continue;
      }
      if (!css::matches_print(media).value_or(false)) continue;
      std::string& text = *texts_.emplace_back(std::make_unique<std::string>());
      for (const SvgElement::Child& child : element.children) text += child.text;
      diagnostics::DiagnosticSink faults;
      faults.set_stop_check(sink_.stop_check());
      auto sheet =
          std::make_shared<const css::StyleSheet>(css::parse_stylesheet(text, {}, faults, css::ValueReading::AsTokens));
      const SheetLines lines(text, element.line);
      report_faults(faults, lines);
      const auto report_all = [&](const auto& rules, const std::string& name) {
        for (const auto& rule : rules) report_(name, lines.at(rule.span.begin));
      };
      report_all(sheet->imports, "@import");
      report_all(sheet->pages, "@page");
      report_all(sheet->font_faces, "@font-face");
      report_all(sheet->counter_styles, "@counter-style");
      for (const css::PropertyRule& rule : sheet->properties) {
        if (rule.initial) initial_.emplace(rule.name, *rule.initial);
      }
      has_sheets_ = has_sheets_ || !sheet->rules.empty();
      rules_.add(std::move(sheet), style::CascadeOrigin::Author);
    }
  }

  bool has_attributes() const {
    return std::any_of(document_.elements.begin(), document_.elements.end(), [](const SvgElement& element) {
      return element.attributes.contains("style") ||
             std::any_of(element.attributes.begin(), element.attributes.end(),
                         [](const auto& attribute) { return has_variables(attribute.second); });
    });
  }

  void declare_by_rules() {
    dom::TreeWriter writer;
    std::vector<std::size_t> order;  // the elements in the order of the tree, in which parents come first
    copy_elements(document_, 1, writer, order);
    const dom::Tree tree = std::move(writer).finish();
    style::ElementPositions positions(tree);
    style::Matcher matcher(tree, positions);
    std::vector<const style::IndexedRule*> matched;
    std::vector<std::size_t> of_node(tree.size());
    auto next = order.begin();
    for (std::size_t i = 1; i < tree.size() && !is_full_; ++i) {
      sink_.go_on();
      const dom::NodeId node(i);
      if (tree.node(node).kind != dom::NodeKind::Element) continue;
      of_node[i] = *next++;
      rules_.collect(matcher, tree, node, css::PseudoElement::None, matched);
      std::erase_if(matched, [](const auto* rule) { return rule->origin != style::CascadeOrigin::Author; });
      const std::size_t parent = of_node[tree.node(node).parent.index()];
      declare_one(of_node[i], matched, parent == 0 ? nullptr : custom_[parent]);
    }
  }

  void declare(std::size_t index, const std::vector<const style::IndexedRule*>& rules,
               const std::shared_ptr<const CustomProperties>& around) {
    if (is_full_) return;
    sink_.go_on();
    declare_one(index, rules, around);
    for (const SvgElement::Child& child : document_.elements[index].children) {
      if (child.element != 0) declare(child.element, rules, custom_[index]);
    }
  }

  void declare_one(std::size_t index, const std::vector<const style::IndexedRule*>& rules,
                   const std::shared_ptr<const CustomProperties>& around) {
    const SvgElement& element = document_.elements[index];
    css::DeclarationBlock attribute;
    if (const auto style = element.attributes.find("style"); style != element.attributes.end()) {
      diagnostics::DiagnosticSink faults;
      attribute = css::parse_style_attribute(style->second, {}, arena_, faults, css::ValueReading::AsTokens);
      report_faults(faults, SheetLines({}, element.line));
    }
    // Weakest first (css-cascade-5 section 6.1); the order of layers only matters for plain declarations.
    std::vector<const CustomDeclaration*> ordered;
    for (const bool important : {false, true}) {
      const auto add = [&](const css::DeclarationBlock& block) {
        for (const CustomDeclaration& each : block.custom) {
          if (each.important == important) ordered.push_back(&each);
        }
      };
      for (const style::IndexedRule* const rule : rules) add(*rule->block);
      add(attribute);
    }
    custom_[index] = custom_properties(ordered, around, element.line);
    const CustomProperties* const known = custom_[index].get();
    SvgDeclarations& out = declared_[index];
    for (const auto& [name, value] : element.attributes) {
      if (!has_variables(value) || name == "style") continue;
      const Tokens tokens = css::tokenize(value, 0, arena_);
      // The last token is the end of the text.
      add_declaration(name, std::span(tokens).first(tokens.size() - 1), known, element, out);
    }
    for (const CustomDeclaration* const each : ordered) {
      if (is_variable(each->name))
        add_variable(each->name, known, element, out);
      else
        add_declaration(each->name, each->value, known, element, out);
    }
  }

  /// For elements that refer to others: those have the variables of the place where they are shown.
  void add_variable(const std::string& name, const CustomProperties* known, const SvgElement& element,
                    SvgDeclarations& out) {
    const auto found = known == nullptr ? CustomProperties::const_iterator() : known->find(name);
    if (known != nullptr && found != known->end()) add_text(name, css::token_text(found->second), element, out);
  }

  void add_text(std::string name, std::string text, const SvgElement& element, SvgDeclarations& out) {
    if (take_room(sizeof(SvgDeclarations::value_type) + name.size() + text.size(), element.line))
      out.emplace_back(std::move(name), std::move(text));
  }

  void add_declaration(const std::string& name, std::span<const css::Token> value, const CustomProperties* known,
                       const SvgElement& element, SvgDeclarations& out) {
    sink_.go_on();
    if (is_full_) return;
    const std::string written = css::token_text(value);
    const std::string marked = name + std::string(style::kUnresolvedMark);
    std::erase_if(out, [&marked](const auto& earlier) { return earlier.first == marked; });
    if (has_variables(written)) add_text(marked, written, element, out);
    if (auto resolved = style::substitute_variables(value, known))
      add_text(name, css::token_text(*resolved), element, out);
    else
      report_(name + ": " + written, element.line);
  }

  /// The parent's variables, with the element's own.
  std::shared_ptr<const CustomProperties> custom_properties(const std::vector<const CustomDeclaration*>& ordered,
                                                            const std::shared_ptr<const CustomProperties>& around,
                                                            std::uint32_t line) {
    const bool has_own = std::any_of(ordered.begin(), ordered.end(),
                                     [](const CustomDeclaration* each) { return is_variable(each->name); });
    const bool is_root_of_initial = around == nullptr && !initial_.empty();
    if (!has_own && !is_root_of_initial) return around;
    CustomProperties own = around != nullptr ? *around : initial_;
    for (const CustomDeclaration* const each : ordered) {
      if (!is_variable(each->name)) continue;
      switch (css::wide_keyword_of(css::TokenStream(each->value))) {
        case css::WideKeyword::NotWide: own[each->name] = each->value; break;
        case css::WideKeyword::Initial: own.erase(each->name); break;
        case css::WideKeyword::Inherit:
        case css::WideKeyword::Unset:
        case css::WideKeyword::Revert:
        case css::WideKeyword::RevertLayer: restore(each->name, around.get(), own); break;
      }
    }
    auto resolved = std::make_shared<CustomProperties>();
    for (const auto& [name, tokens] : own) {
      sink_.go_on();
      auto value = style::substitute_variables(tokens, &own, name);
      if (!value) continue;
      if (!take_room(sizeof(CustomProperties::value_type) + name.size() + value->size() * sizeof(css::Token), line))
        break;
      resolved->emplace(name, *std::move(value));
    }
    return resolved;
  }

  /// A few rules and variables can apply to very many elements. Reports once that there is no room for more.
  bool take_room(std::size_t bytes, std::uint32_t line) {
    if (is_full_) return false;
    is_full_ = bytes > room_;
    if (is_full_) {
      report_("<style> > 256 MB", line);
    } else {
      room_ -= bytes;
    }
    return !is_full_;
  }

  static void restore(const std::string& name, const CustomProperties* around, CustomProperties& own) {
    const auto found = around == nullptr ? CustomProperties::const_iterator() : around->find(name);
    if (around != nullptr && found != around->end()) {
      own[name] = found->second;
    } else {
      own.erase(name);
    }
  }

  const SvgDocument& document_;
  const diagnostics::DiagnosticSink& sink_;
  const SvgCascade::Report& report_;
  std::vector<std::unique_ptr<std::string>> texts_;  // of the style sheets, into which their tokens point
  base::StringArena arena_;
  style::RuleSet rules_;
  CustomProperties initial_;  // of registered variables
  bool has_sheets_ = false;
  std::size_t room_ = kMostBytes;
  bool is_full_ = false;
  std::vector<std::shared_ptr<const CustomProperties>> custom_;  // by element
  std::vector<SvgDeclarations> declared_;
};

}  // namespace

bool has_variables(std::string_view value) { return base::ascii_lowercase(value).find("var(") != std::string::npos; }

SvgCascade::SvgCascade(const SvgDocument& document, const diagnostics::DiagnosticSink& sink, const Report& report)
    : document_(document) {
  // Drawings in pages have the page's styles, which are already computed.
  if (!document.is_inline) declared_ = CascadeBuilder(document, sink, report).build();
}

const SvgDeclarations& SvgCascade::of(const SvgElement& element) const {
  static const SvgDeclarations kNone;
  // Elements outside of the document, made while drawing, have no declarations.
  const SvgElement* const first = document_.elements.data();
  const std::less<const SvgElement*> is_before;
  if (declared_.empty() || is_before(&element, first) || !is_before(&element, first + declared_.size())) return kNone;
  return declared_[static_cast<std::size_t>(&element - first)];
}

SvgDeclarations font_longhands(const std::string& value) {
  diagnostics::DiagnosticSink faults;
  base::StringArena texts;
  SvgDeclarations out;
  const css::DeclarationBlock block = css::parse_style_attribute("font:" + value, {}, texts, faults);
  for (const css::Declaration& declaration : block.declarations) {
    const bool is_reset = declaration.wide == css::WideKeyword::Initial;
    out.emplace_back(css::property_name(declaration.property), is_reset ? "initial" : css::to_text(declaration.values));
  }
  return out;
}

}  // namespace gongwen::images
