// Drawings of a page as the reader of drawings takes them.

#include "base/format.h"
#include "boxes/detail/box_builder.h"
#include "css/token.h"
#include "images/svg_element.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::boxes {
namespace {

using dom::ElementName;
using dom::NodeId;
using style::ComputedStyle;

using Spelling = std::pair<std::string_view, std::string_view>;

/// HTML reads names in lower case; SVG has some in mixed case (HTML, section 13.2.6.5).
constexpr std::array kMixedTags = {
    Spelling{"clippath", "clipPath"},
    Spelling{"foreignobject", "foreignObject"},
    Spelling{"lineargradient", "linearGradient"},
    Spelling{"radialgradient", "radialGradient"},
    Spelling{"textpath", "textPath"},
};
constexpr std::array kMixedAttributes = {
    Spelling{"clippathunits", "clipPathUnits"},
    Spelling{"gradienttransform", "gradientTransform"},
    Spelling{"gradientunits", "gradientUnits"},
    Spelling{"pathlength", "pathLength"},
    Spelling{"preserveaspectratio", "preserveAspectRatio"},
    Spelling{"spreadmethod", "spreadMethod"},
    Spelling{"textlength", "textLength"},
    Spelling{"viewbox", "viewBox"},
};

template <std::size_t count>
std::string_view spelt(const std::array<Spelling, count>& names, std::string_view name) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const Spelling& each) { return each.first == name; });
  return found == names.end() ? name : found->second;
}

/// What concerns the shapes of drawings is kept beside the custom properties, and is that of the element alone.
bool is_of_drawing(std::string_view property) { return !property.starts_with("--"); }

class SourceWriter {
 public:
  SourceWriter(const dom::Tree& tree, const style::StyleTree& styles) : tree_(tree), styles_(styles) {
    document_.elements.resize(1);
  }

  images::SvgDocument write(NodeId drawing) && {
    const std::size_t root = add(drawing);
    std::string& declarations = document_.elements[root].attributes["style"];
    declarations = of_ancestors(drawing) + of_text(style_of(drawing), nullptr) + of_shapes(style_of(drawing));
    add_children(drawing, root);
    return std::move(document_);
  }

 private:
  const ComputedStyle& style_of(NodeId element) const { return styles_.style(styles_.of(element).element); }

  std::size_t add(NodeId element) {
    const std::size_t index = document_.elements.size();
    images::SvgElement& made = document_.elements.emplace_back();
    made.name = spelt(kMixedTags, tree_.written_tag(element));
    made.origin = tree_.node(element).origin;
    for (const dom::Attribute& attribute : tree_.attributes(element)) add_attribute(attribute, made);
    const auto id = made.attributes.find("id");
    if (id != made.attributes.end()) document_.by_id.emplace(id->second, index);
    return index;
  }

  static void add_attribute(const dom::Attribute& attribute, images::SvgElement& made) {
    const bool is_custom = attribute.name == dom::AttributeName::Custom;
    const std::string_view written = is_custom ? attribute.custom_name : dom::attribute_text(attribute.name);
    // What a style attribute says is in the computed style.
    if (attribute.name == dom::AttributeName::Style || written == dom::kWrittenTag) return;
    const std::size_t colon = written.rfind(':');
    if (colon == std::string_view::npos) {
      made.attributes.insert_or_assign(std::string(spelt(kMixedAttributes, written)), attribute.value);
    } else {
      made.attributes.emplace(written.substr(colon + 1), attribute.value);  // href wins over xlink:href
    }
  }

  void add_children(NodeId parent, std::size_t made) {
    for (NodeId child = tree_.node(parent).first_child; child; child = tree_.node(child).next_sibling) {
      const dom::Node& node = tree_.node(child);
      if (node.kind == dom::NodeKind::Text) {
        document_.elements[made].children.push_back({0, std::string(node.text)});
      } else if (node.name != ElementName::Style && document_.elements.size() <= images::kMaxSvgElements) {
        const std::size_t index = add(child);
        document_.elements[made].children.push_back({index, {}});
        const ComputedStyle& own = style_of(child);
        document_.elements[index].attributes["style"] = of_text(own, &style_of(parent)) + of_box(own) + of_shapes(own);
        // HTML in a drawing is reported and left out.
        if (node.name != ElementName::SvgForeignObject) add_children(child, index);
      }
    }
  }

  static std::string families_of(const ComputedStyle& own) {
    std::string out;
    for (const std::string& family : own.font_family) {
      if (!out.empty()) out += ",";
      out += family;
    }
    return out;
  }

  /// What shapes and texts inherit from the page. Within a drawing only what a style sheet changes: all else the reader
  /// inherits, from where the element is used.
  static std::string of_text(const ComputedStyle& own, const ComputedStyle* parent) {
    std::string out;
    const auto differs = [&](auto member) {
      return parent == nullptr || own.*member != parent->*member;
    };
    if (differs(&ComputedStyle::color)) out += "color:" + css::to_text(own.color) + ";";
    if (differs(&ComputedStyle::font_size)) out += fmt::format("font-size:{}px;", own.font_size.to_px());
    if (differs(&ComputedStyle::font_family)) out += "font-family:" + families_of(own) + ";";
    if (differs(&ComputedStyle::font_weight)) out += fmt::format("font-weight:{};", own.font_weight);
    if (differs(&ComputedStyle::font_style)) {
      out += own.font_style == style::FontStyle::Normal ? "font-style:normal;" : "font-style:italic;";
    }
    if (differs(&ComputedStyle::visibility)) {
      out += own.visibility == style::Visibility::Visible ? "visibility:visible;" : "visibility:hidden;";
    }
    return out;
  }

  static std::string of_box(const ComputedStyle& own) {
    std::string out;
    if (own.display == style::Display::None) out += "display:none;";
    if (own.opacity != 1) out += fmt::format("opacity:{};", own.opacity);
    return out;
  }

  static void append_shape_property(std::string& out, std::string_view name, std::span<const css::Token> value) {
    out.append(name).append(":").append(css::token_text(value)).append(";");
  }

  static std::string of_shapes(const ComputedStyle& own) {
    std::string out;
    if (own.custom_properties == nullptr) return out;
    for (auto property = own.custom_properties->rbegin();
         property != own.custom_properties->rend() && is_of_drawing(property->first); ++property) {
      append_shape_property(out, property->first, property->second);
    }
    return out;
  }

  /// What elements around the drawing say of shapes, the outermost first.
  std::string of_ancestors(NodeId drawing) const {
    std::string out;
    for (NodeId at = tree_.node(drawing).parent; at && tree_.node(at).kind == dom::NodeKind::Element;
         at = tree_.node(at).parent) {
      const ComputedStyle& own = style_of(at);
      if (own.custom_properties == nullptr) continue;
      std::string inherited;
      for (const auto& [name, value] : *own.custom_properties) {
        constexpr std::array<std::string_view, 3> kOwn = {"clip-path", "stop-color", "stop-opacity"};
        const bool stays = std::find(kOwn.begin(), kOwn.end(), name) != kOwn.end();
        if (is_of_drawing(name) && !stays) append_shape_property(inherited, name, value);
      }
      out = inherited + out;
    }
    return out;
  }

  const dom::Tree& tree_;
  const style::StyleTree& styles_;
  images::SvgDocument document_;
};

}  // namespace

images::SvgDocument drawing_source(const dom::Tree& tree, const style::StyleTree& styles, NodeId drawing) {
  return SourceWriter(tree, styles).write(drawing);
}

}  // namespace gongwen::boxes
