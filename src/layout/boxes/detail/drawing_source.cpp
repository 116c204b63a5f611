// Converts a page's drawing to the elements that the reader of drawings expects, with their computed styles.

#include "base/format.h"
#include "images/image_set.h"
#include "layout/boxes/detail/box_builder.h"
#include "style/css/token.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

// Styles have been computed with those of the page, so each element gets `computed`: names and values in CSS
// syntax. Inherited text properties are written only if they differ from the parent; shapes keep all of
// theirs.
namespace gongwen::boxes {
namespace {

using dom::ElementName;
using dom::NodeId;
using style::ComputedStyle;

using Spelling = std::pair<std::string_view, std::string_view>;

/// HTML reads names in lower case, but some SVG names have mixed case (HTML, section 13.2.6.5).
constexpr std::array kMixedTags = {
    Spelling{"clippath", "clipPath"},
    Spelling{"feblend", "feBlend"},
    Spelling{"fecolormatrix", "feColorMatrix"},
    Spelling{"fecomponenttransfer", "feComponentTransfer"},
    Spelling{"fecomposite", "feComposite"},
    Spelling{"fedropshadow", "feDropShadow"},
    Spelling{"feflood", "feFlood"},
    Spelling{"fefunca", "feFuncA"},
    Spelling{"fefuncb", "feFuncB"},
    Spelling{"fefuncg", "feFuncG"},
    Spelling{"fefuncr", "feFuncR"},
    Spelling{"fegaussianblur", "feGaussianBlur"},
    Spelling{"femerge", "feMerge"},
    Spelling{"femergenode", "feMergeNode"},
    Spelling{"femorphology", "feMorphology"},
    Spelling{"feoffset", "feOffset"},
    Spelling{"feturbulence", "feTurbulence"},
    Spelling{"foreignobject", "foreignObject"},
    Spelling{"lineargradient", "linearGradient"},
    Spelling{"radialgradient", "radialGradient"},
    Spelling{"textpath", "textPath"},
};
constexpr std::array kMixedAttributes = {
    Spelling{"clippathunits", "clipPathUnits"},
    Spelling{"filterunits", "filterUnits"},
    Spelling{"gradienttransform", "gradientTransform"},
    Spelling{"gradientunits", "gradientUnits"},
    Spelling{"lengthadjust", "lengthAdjust"},
    Spelling{"markerheight", "markerHeight"},
    Spelling{"markerunits", "markerUnits"},
    Spelling{"markerwidth", "markerWidth"},
    Spelling{"maskcontentunits", "maskContentUnits"},
    Spelling{"maskunits", "maskUnits"},
    Spelling{"patterncontentunits", "patternContentUnits"},
    Spelling{"patterntransform", "patternTransform"},
    Spelling{"patternunits", "patternUnits"},
    Spelling{"pathlength", "pathLength"},
    Spelling{"preserveaspectratio", "preserveAspectRatio"},
    Spelling{"primitiveunits", "primitiveUnits"},
    Spelling{"refx", "refX"},
    Spelling{"refy", "refY"},
    Spelling{"spreadmethod", "spreadMethod"},
    Spelling{"startoffset", "startOffset"},
    Spelling{"stddeviation", "stdDeviation"},
    Spelling{"systemlanguage", "systemLanguage"},
    Spelling{"tablevalues", "tableValues"},
    Spelling{"textlength", "textLength"},
    Spelling{"viewbox", "viewBox"},
};

// Linear: a handful of names.
template <std::size_t count>
std::string_view spelt(const std::array<Spelling, count>& names, std::string_view name) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const Spelling& each) { return each.first == name; });
  return found == names.end() ? name : found->second;
}

/// Properties of shapes are kept with the custom properties, but are not inherited.
bool is_of_drawing(std::string_view property) { return !property.starts_with("--"); }

/// Names and values of properties.
using Computed = std::vector<std::pair<std::string, std::string>>;

class SourceWriter {
 public:
  SourceWriter(const dom::Tree& tree, const style::StyleTree& styles) : tree_(tree), styles_(styles) {
    // Element 0 is the document; ids of elements begin with 1.
    document_.elements.resize(1);
    document_.is_inline = true;
  }

  images::SvgDocument write(NodeId drawing) && {
    const std::size_t root = add(drawing);
    // The drawing inherits from the page around it.
    Computed computed = of_ancestors(drawing);
    add_text(style_of(drawing), nullptr, computed);
    add_shapes(style_of(drawing), computed);
    add_variables(style_of(drawing), nullptr, computed);
    document_.elements[root].computed = std::move(computed);
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
    replace_variables(element, made);
    const auto id = made.attributes.find("id");
    // The first of equal ids counts, as in HTML.
    if (id != made.attributes.end()) document_.by_id.emplace(id->second, index);
    return index;
  }

  /// Attributes may use the variables of the page, as properties do.
  void replace_variables(NodeId element, images::SvgElement& made) const {
    for (auto& [name, value] : made.attributes) {
      if (value.find("var(") == std::string::npos) continue;
      base::StringArena texts;
      const std::vector<css::Token> tokens = css::tokenize(value, 0, texts);
      // The last token is the end of the text.
      const auto resolved = style::substitute_variables(std::span(tokens).first(tokens.size() - 1),
                                                        style_of(element).custom_properties.get());
      made.computed.emplace_back(name + std::string(style::kUnresolvedMark), value);
      if (resolved) value = css::token_text(*resolved);
    }
  }

  /// Variables that the element sets; the reader already knows those of its ancestors.
  static void add_variables(const ComputedStyle& own, const ComputedStyle* parent, Computed& out) {
    if (own.custom_properties == nullptr) return;
    const style::CustomProperties* const around = parent == nullptr ? nullptr : parent->custom_properties.get();
    if (around == own.custom_properties.get()) return;
    for (const auto& [name, value] : *own.custom_properties) {
      if (is_of_drawing(name)) break;  // names with `--` are first
      std::string text = css::token_text(value);
      if (around != nullptr) {
        const auto outer = around->find(name);
        if (outer != around->end() && css::token_text(outer->second) == text) continue;
      }
      out.emplace_back(name, std::move(text));
    }
  }

  static void add_attribute(const dom::Attribute& attribute, images::SvgElement& made) {
    const bool is_custom = attribute.name == dom::AttributeName::Custom;
    const std::string_view written = is_custom ? attribute.custom_name : dom::attribute_text(attribute.name);
    // The computed style includes the style attribute.
    if (attribute.name == dom::AttributeName::Style || written == dom::kWrittenTag) return;
    // `xlink:href` and other prefixes.
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
        // One more than the reader accepts is enough for its message.
        const std::size_t index = add(child);
        document_.elements[made].children.push_back({index, {}});
        const ComputedStyle& own = style_of(child);
        Computed computed;
        add_text(own, &style_of(parent), computed);
        add_box(own, computed);
        add_decoration(own, computed);
        add_direction(own, style_of(parent), computed);
        // `transform` may come from the attribute or from a style sheet.
        add_transforms(own, tree_.find_custom_attribute(child, "transform") != nullptr, computed);
        add_shapes(own, computed);
        add_variables(own, &style_of(parent), computed);
        std::vector<std::pair<std::string, std::string>>& made_so_far = document_.elements[index].computed;
        // Attributes are weaker than what style sheets say.
        std::erase_if(made_so_far, [&computed](const auto& attribute) {
          const std::string_view name =
              std::string_view(attribute.first).substr(0, attribute.first.size() - style::kUnresolvedMark.size());
          return std::any_of(computed.begin(), computed.end(), [name](const auto& one) { return one.first == name; });
        });
        made_so_far.insert(made_so_far.end(), std::make_move_iterator(computed.begin()),
                           std::make_move_iterator(computed.end()));
        add_children(child, index);
      }
    }
  }

  /// The names of families in quotes, so that no name can end the list.
  static std::string families_of(const ComputedStyle& own) {
    std::string out;
    for (const std::string& family : own.font_family) {
      const char quote = family.find('"') == std::string::npos ? '"' : '\'';
      if (!out.empty()) out += ",";
      out.append(1, quote).append(family).append(1, quote);
    }
    return out;
  }

  /// Adds inherited properties of text. The outermost element gets those of the page; inner ones only what a style
  /// sheet changes, since the reader inherits the rest, from where the element is used.
  static void add_text(const ComputedStyle& own, const ComputedStyle* parent, Computed& out) {
    const auto differs = [&](auto member) {
      return parent == nullptr || own.*member != parent->*member;
    };
    if (differs(&ComputedStyle::color)) out.emplace_back("color", css::to_text(own.color));
    if (differs(&ComputedStyle::font_size)) out.emplace_back("font-size", fmt::format("{}px", own.font_size.to_px()));
    if (differs(&ComputedStyle::font_family)) out.emplace_back("font-family", families_of(own));
    if (differs(&ComputedStyle::font_weight)) out.emplace_back("font-weight", fmt::format("{}", own.font_weight));
    if (differs(&ComputedStyle::font_style)) {
      out.emplace_back("font-style", own.font_style == style::FontStyle::Normal ? "normal" : "italic");
    }
    if (differs(&ComputedStyle::visibility)) {
      out.emplace_back("visibility", own.visibility == style::Visibility::Visible ? "visible" : "hidden");
    }
    add_line(own, parent == nullptr ? ComputedStyle{} : *parent, out);
  }

  /// Properties of lines of text, which drawings seldom have: only those that differ from the inherited value.
  static void add_line(const ComputedStyle& own, const ComputedStyle& parent, Computed& out) {
    const auto px = [](base::LayoutUnit length) {
      return fmt::format("{}px", length.to_px());
    };
    if (own.letter_spacing != parent.letter_spacing) out.emplace_back("letter-spacing", px(own.letter_spacing));
    if (own.word_spacing != parent.word_spacing) out.emplace_back("word-spacing", px(own.word_spacing));
    if (own.white_space_collapse != parent.white_space_collapse) {
      const bool is_kept = own.white_space_collapse == style::WhiteSpaceCollapse::Preserve;
      out.emplace_back("white-space", is_kept ? "pre" : "normal");
    }
    if (own.text_transform != parent.text_transform && !own.text_transform.is_none()) {
      out.emplace_back("text-transform", "uppercase");
    }
  }

  /// A drawing in a vertical page is not itself vertical.
  static void add_direction(const ComputedStyle& own, const ComputedStyle& parent, Computed& out) {
    if (own.writing_mode != parent.writing_mode) {
      const bool is_level = own.writing_mode == style::WritingMode::HorizontalTb;
      const bool is_usual = own.writing_mode == style::WritingMode::VerticalRl;
      out.emplace_back("writing-mode", is_level ? "horizontal-tb" : is_usual ? "vertical-rl" : "vertical-lr");
    }
    if (own.text_orientation != parent.text_orientation) {
      const bool is_upright = own.text_orientation == style::TextOrientation::Upright;
      const bool is_mixed = own.text_orientation == style::TextOrientation::Mixed;
      out.emplace_back("text-orientation", is_upright ? "upright" : is_mixed ? "mixed" : "sideways");
    }
    if (own.direction != parent.direction) {
      out.emplace_back("direction", own.direction == style::Direction::Rtl ? "rtl" : "ltr");
    }
  }

  static void add_decoration(const ComputedStyle& own, Computed& out) {
    std::string lines;
    if (own.text_decoration_line.underline) lines += " underline";
    if (own.text_decoration_line.overline) lines += " overline";
    if (own.text_decoration_line.line_through) lines += " line-through";
    if (!lines.empty()) out.emplace_back("text-decoration", lines);
  }

  static void add_box(const ComputedStyle& own, Computed& out) {
    if (own.display == style::Display::None) out.emplace_back("display", "none");
    if (own.opacity != 1) out.emplace_back("opacity", fmt::format("{}", own.opacity));
  }

  /// A length in px and percent; sums and comparisons in calc().
  static std::string length_text(const style::LengthPercentage& length) {
    std::vector<std::string> terms;
    if (length.percent != 0) {
      // Percentages are fixed-point numbers.
      const double percent = static_cast<double>(length.percent) / style::LengthPercentage::kUnitsPerPercent;
      terms.push_back(fmt::format("{}%", percent));
    }
    if (length.length != base::LayoutUnit()) terms.push_back(fmt::format("{}px", length.length.to_px()));
    // min() and max() are kept as they are: they need the size of the box.
    if (length.comparisons != nullptr) {
      for (const style::LengthComparison& comparison : *length.comparisons) {
        std::vector<std::string> operands;
        for (const style::LengthPercentage& operand : comparison.operands) operands.push_back(length_text(operand));
        terms.push_back(fmt::format("{}({})", comparison.greatest ? "max" : "min", fmt::join(operands, ",")));
      }
    }
    if (terms.empty()) return "0px";
    return terms.size() == 1 ? terms.front() : fmt::format("calc({})", fmt::join(terms, " + "));
  }

  static std::string transform_text(const style::TransformList& list) {
    using Kind = style::TransformFunction::Kind;
    std::string out;
    for (const style::TransformFunction& function : list) {
      const std::array<double, 16>& n = function.numbers;
      switch (function.kind) {
        case Kind::Matrix: out += fmt::format("matrix({},{},{},{},{},{}) ", n[0], n[1], n[2], n[3], n[4], n[5]); break;
        case Kind::Matrix3d: out += fmt::format("matrix3d({}) ", fmt::join(n, ",")); break;
        case Kind::Translate:
          out += fmt::format("translate({},{}) ", length_text(function.x), length_text(function.y));
          // `translate` in space needs a third function.
          if (n[0] != 0) out += fmt::format("translateZ({}px) ", n[0]);
          break;
        case Kind::Scale:
          // scale() has no third axis.
          out += n[2] == 1 ? fmt::format("scale({},{}) ", n[0], n[1])
                           : fmt::format("scale3d({},{},{}) ", n[0], n[1], n[2]);
          break;
        case Kind::Rotate: out += fmt::format("rotate({}rad) ", n[0]); break;
        case Kind::Skew: out += fmt::format("skew({}rad,{}rad) ", n[0], n[1]); break;
        case Kind::Rotate3d: out += fmt::format("rotate3d({},{},{},{}rad) ", n[0], n[1], n[2], n[3]); break;
        case Kind::Perspective:
          if (n[0] > 0) out += fmt::format("perspective({}px) ", n[0]);
          break;
      }
    }
    return out;
  }

  /// `translate`, `rotate` and `scale`: each one function, in the syntax of the property (css-transforms-2 §5).
  static std::string single_transform_text(const style::TransformList& list) {
    const style::TransformFunction& function = list.front();
    const std::array<double, 16>& n = function.numbers;
    using Kind = style::TransformFunction::Kind;
    if (function.kind == Kind::Translate) {
      return fmt::format("{} {} {}px", length_text(function.x), length_text(function.y), n[0]);
    }
    if (function.kind == Kind::Rotate3d) return fmt::format("{} {} {} {}rad", n[0], n[1], n[2], n[3]);
    return function.kind == Kind::Rotate ? fmt::format("{}rad", n[0]) : fmt::format("{} {} {}", n[0], n[1], n[2]);
  }

  /// css-transforms-1 §6: shapes have no borders, and their strokes are not measured.
  static void add_reference_box(style::TransformBox box, Computed& out) {
    switch (box) {
      case style::TransformBox::ViewBox: return;
      case style::TransformBox::ContentBox:
      case style::TransformBox::FillBox: out.emplace_back("transform-box", "fill-box"); return;
      case style::TransformBox::BorderBox:
      case style::TransformBox::StrokeBox: out.emplace_back("transform-box", "stroke-box"); return;
    }
  }

  /// Whether the attribute `transform` has won the cascade (PresentationalHints).
  static bool is_of_attribute(const style::TransformList& list) {
    // The marker that PresentationalHints leaves in the cascade: perspective(0).
    return list.size() == 1 && list.front().kind == style::TransformFunction::Kind::Perspective &&
           list.front().numbers[0] == 0;
  }

  static void add_transforms(const ComputedStyle& own, bool has_attribute, Computed& out) {
    add_reference_box(own.transform_box, out);
    const style::ImagePosition& origin = own.transform_origin->position;
    // The value 0 0 of the built-in style sheet does not override the attribute.
    if (origin != style::ImagePosition{}) {
      out.emplace_back("transform-origin", length_text(origin.x) + " " + length_text(origin.y));
    }
    if (own.translate) out.emplace_back("translate", single_transform_text(*own.translate));
    if (own.rotate) out.emplace_back("rotate", single_transform_text(*own.rotate));
    if (own.scale) out.emplace_back("scale", single_transform_text(*own.scale));
    // A transform of a style sheet, or `none` against the attribute.
    if (own.transform ? !(has_attribute && is_of_attribute(*own.transform)) : has_attribute) {
      out.emplace_back("transform", own.transform ? transform_text(*own.transform) : "none");
    }
  }

  static void add_shapes(const ComputedStyle& own, Computed& out) {
    if (own.custom_properties == nullptr) return;
    // Custom properties sort by name, `--` first; those of drawings are at the end.
    for (auto property = own.custom_properties->rbegin();
         property != own.custom_properties->rend() && is_of_drawing(property->first); ++property) {
      out.emplace_back(property->first, css::token_text(property->second));
    }
  }

  /// The properties of shapes that elements around the drawing set, outermost first.
  Computed of_ancestors(NodeId drawing) const {
    Computed out;
    for (NodeId at = tree_.node(drawing).parent; at && tree_.node(at).kind == dom::NodeKind::Element;
         at = tree_.node(at).parent) {
      const ComputedStyle& own = style_of(at);
      if (own.custom_properties == nullptr) continue;
      Computed inherited;
      for (const auto& [name, value] : *own.custom_properties) {
        // Not inherited in SVG.
        constexpr std::array<std::string_view, 5> kOwn = {"clip-path", "mask", "mask-type", "stop-color",
                                                          "stop-opacity"};
        const bool stays = std::find(kOwn.begin(), kOwn.end(), name) != kOwn.end();
        if (is_of_drawing(name) && !stays && !name.ends_with(style::kUnresolvedMark))
          inherited.emplace_back(name, css::token_text(value));
      }
      // Outermost first, so that nearer ones win.
      out.insert(out.begin(), inherited.begin(), inherited.end());
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
