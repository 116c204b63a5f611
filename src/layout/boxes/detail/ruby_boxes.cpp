// Builds the boxes of ruby (css-ruby-1 section 2), and adds what the markup omits: bases around text, and the
// containers of bases and of annotations. A base container and the annotation containers after it form a segment, in
// which each annotation container is a level whose annotations are paired with the bases in order.

#include "base/utf8.h"
#include "layout/boxes/detail/box_builder.h"

#include <algorithm>
#include <span>
#include <utility>

// Example: `<ruby>汉<rt>hàn</rt>字<rt>zì</rt></ruby>` has no containers; the reader collects runs:
//   bases [汉], annotations [hàn] → a segment; bases [字], annotations [zì] → another one.
// Each base with its annotation becomes Pair(Base(汉), RubyText(hàn)); with two levels
// Pair(Base(Pair(Base(汉), RubyText)), RubyText).
namespace gongwen::boxes {

using dom::NodeId;
using dom::NodeKind;
using style::ComputedStyle;
using style::Display;

/// The role of a child in a ruby container.
enum class RubyRole : std::uint8_t { Inline, Blank, Base, Text, BaseContainer, TextContainer };

namespace {

// Floats and positioned boxes are no parts of ruby.
RubyRole role_of(const ComputedStyle& style) {
  const bool is_in_flow =
      style.float_value == style::Float::None &&
      (style.position.kind == style::PositionKind::Static || style.position.kind == style::PositionKind::Relative);
  if (!is_in_flow) return RubyRole::Inline;
  if (style.display == Display::RubyBase) return RubyRole::Base;
  if (style.display == Display::RubyText) return RubyRole::Text;
  if (style.display == Display::RubyBaseContainer) return RubyRole::BaseContainer;
  return style.display == Display::RubyTextContainer ? RubyRole::TextContainer : RubyRole::Inline;
}

/// Each level encloses the ones before it, even if the markup is flat; further levels annotate a base without text.
constexpr std::size_t kMaxLevels = 4;

bool is_of_bases(RubyRole role) {
  return role == RubyRole::Base || role == RubyRole::Inline || role == RubyRole::BaseContainer;
}

}  // namespace

/// An element, a text, or a pseudo-element of `node`.
struct BoxBuilder::RubyChild {
  NodeId node;
  BoxPart part = BoxPart::Element;
  style::StyleId style;  // of a pseudo-element
  RubyRole role = RubyRole::Inline;
};

/// A base or an annotation: an element, or adjacent content without one.
struct BoxBuilder::RubyUnit {
  std::vector<RubyChild> content;
  bool is_anonymous = false;
  bool is_blank = false;  // white space between bases, which has no annotation
};

/// The annotations of one container.
struct BoxBuilder::RubyLevel {
  NodeId container;  // none if the markup has none
  std::vector<RubyUnit> annotations;
  /// css-ruby-1 §2.3: the text of a container without annotations applies to all bases of the segment.
  /// One annotation over several bases: `<rtc>Beijing</rtc>` over 北 and 京.
  bool spans() const { return annotations.size() == 1 && annotations.front().is_anonymous; }
};

struct BoxBuilder::RubySegment {
  NodeId container;
  std::vector<RubyUnit> bases;
  std::vector<RubyLevel> levels;
};

/// An annotation without a base is ordinary inline text.
bool BoxBuilder::is_annotation(const ComputedStyle& computed, BoxId parent, const Box& box) const {
  return computed.display == Display::RubyText && is_in_flow(box) && parent &&
         writer_.box(parent).ruby == RubyPart::Pair;
}

void BoxBuilder::make_annotation(Box& box) const {
  box.kind = BoxKind::RubyText;
  box.content = ruby_level_;
}

// nullopt for elements without a box.
std::optional<BoxBuilder::RubyChild> BoxBuilder::ruby_child(NodeId node) const {
  const dom::Node& entry = dom_.node(node);
  if (entry.kind == NodeKind::Text) {
    const bool is_blank = base::trim_ascii_space(entry.text).empty();
    return RubyChild{node, BoxPart::Element, {}, is_blank ? RubyRole::Blank : RubyRole::Inline};
  }
  const ComputedStyle& style = styles_.style(styles_.of(node).element);
  if (style.display == Display::None) return std::nullopt;
  return RubyChild{node, BoxPart::Element, {}, role_of(style)};
}

/// The children of a container of bases or annotations, without blanks at both ends, which have no effect (css-ruby-1
/// §2.2).
std::vector<BoxBuilder::RubyChild> BoxBuilder::children_of_ruby(NodeId container) const {
  std::vector<RubyChild> children;
  const auto add_pseudo = [&](style::StyleId id, BoxPart part) {
    if (id) children.push_back({container, part, id, role_of(styles_.style(id))});
  };
  const style::ElementStyles& styles = styles_.of(container);
  add_pseudo(styles.before, BoxPart::Before);
  // Blanks at the start are dropped, those at the end below.
  for (NodeId node = dom_.node(container).first_child; node; node = dom_.node(node).next_sibling) {
    const std::optional<RubyChild> child = ruby_child(node);
    if (child && (child->role != RubyRole::Blank || !children.empty())) children.push_back(*child);
  }
  while (!children.empty() && children.back().role == RubyRole::Blank) children.pop_back();
  add_pseudo(styles.after, BoxPart::After);
  return children;
}

/// Splits children into bases or annotations: each child with that role, and each run of others. White space between
/// them is a separate unit, which is kept only between bases.
std::vector<BoxBuilder::RubyUnit> BoxBuilder::ruby_units(std::span<const RubyChild> children, bool of_bases) {
  const RubyRole own = of_bases ? RubyRole::Base : RubyRole::Text;
  std::vector<RubyUnit> units;
  // White space that may turn out to be between two units.
  const RubyChild* blank = nullptr;
  // A run of content without an element of its own is open until a unit with the role comes.
  bool is_open = false;
  for (const RubyChild& child : children) {
    if (child.role == RubyRole::Blank) {
      if (is_open) units.back().content.push_back(child);
      if (!is_open) blank = &child;
      continue;
    }
    const bool is_unit = child.role == own;
    if (is_unit || !is_open) {
      // White space between two bases is a base without annotations, so it stays visible.
      if (is_unit && blank != nullptr && of_bases) units.push_back({{*blank}, true, true});
      units.push_back({{}, !is_unit, false});
      if (!is_unit && blank != nullptr) units.back().content.push_back(*blank);
      blank = nullptr;
    }
    units.back().content.push_back(child);
    is_open = !is_unit;
  }
  return units;
}

/// Reads the children of a ruby container one after the other, and builds each segment when it is complete.
class BoxBuilder::RubyReader {
 public:
  RubyReader(BoxBuilder& builder, NodeId node, BoxId box) : builder_(builder), node_(node), box_(box) {}

  // Children of one kind form a run; a container is a run by itself. Blanks wait until the next child shows to which
  // run they belong.
  void add(const RubyChild& child) {
    if (child.role == RubyRole::Blank) {
      blanks_.push_back(child);
      return;
    }
    const bool continues = !run_.empty() && is_container(child.role) == is_container(run_.back().role) &&
                           !is_container(child.role) && is_of_bases(child.role) == is_of_bases(run_.back().role);
    // Blanks beside inline text belong to it.
    const bool belongs_before = !run_.empty() && run_.back().role == RubyRole::Inline;
    if (continues || belongs_before) take_blanks();
    if (!continues) end_run();
    begin(child);
    run_.push_back(child);
  }

  void finish() {
    end_run();
    end_segment();
  }

 private:
  static bool is_container(RubyRole role) { return role == RubyRole::BaseContainer || role == RubyRole::TextContainer; }

  void take_blanks() {
    run_.insert(run_.end(), blanks_.begin(), blanks_.end());
    blanks_.clear();
  }

  /// White space before an annotation or between two annotations is dropped; before bases it
  /// separates two segments, as a base without annotations. At the start of the container it is
  /// dropped.
  void begin(const RubyChild& child) {
    if (!run_.empty() || blanks_.empty()) return;
    if (!is_of_bases(child.role) || !has_begun_) {
      blanks_.clear();
    } else if (child.role == RubyRole::Inline) {
      take_blanks();
    } else {
      end_segment();
      segment_.bases.push_back({std::exchange(blanks_, {}), true, true});
      end_segment();
    }
  }

  /// A base container starts a segment; annotations belong to the segment before them.
  void end_run() {
    if (run_.empty()) return;
    has_begun_ = true;
    const std::vector<RubyChild> run = std::exchange(run_, {});
    const auto first =
        std::find_if(run.begin(), run.end(), [](const RubyChild& child) { return child.role != RubyRole::Blank; });
    const bool of_bases = is_of_bases(first->role);
    const NodeId container = is_container(first->role) ? first->node : NodeId();
    const std::vector<RubyChild> children = container ? builder_.children_of_ruby(container) : run;
    // The segment is complete as soon as bases follow its annotations.
    if (of_bases || segment_.levels.size() == kMaxLevels) end_segment();
    if (of_bases) {
      segment_.container = container;
      segment_.bases = ruby_units(children, true);
    } else {
      segment_.levels.push_back({container, ruby_units(children, false)});
    }
    is_open_ = true;
  }

  // A segment of annotations alone has empty bases.
  void end_segment() {
    if (is_open_ || !segment_.bases.empty()) builder_.build_ruby_segment(segment_, node_, box_);
    segment_ = {};
    is_open_ = false;
  }

  BoxBuilder& builder_;
  const NodeId node_;
  const BoxId box_;
  RubySegment segment_;
  std::vector<RubyChild> run_;     // children without a container, or a single container
  std::vector<RubyChild> blanks_;  // white space after it
  bool is_open_ = false;
  bool has_begun_ = false;
};

void BoxBuilder::build_ruby(NodeId node, BoxId container) {
  RubyReader reader(*this, node, container);
  // Elements without a box are skipped.
  for (NodeId child = dom_.node(node).first_child; child; child = dom_.node(child).next_sibling) {
    if (const std::optional<RubyChild> part = ruby_child(child)) reader.add(*part);
  }
  reader.finish();
}

/// css-ruby-1 §2.2: puts ruby parts outside of a ruby container, with those that follow them, into a new one. Returns
/// the first node after them.
NodeId BoxBuilder::build_stray_ruby(NodeId first, BoxId parent) {
  // Ends at the first content that is no part of ruby.
  const NodeId element = dom_.node(first).parent;
  RubyReader reader(*this, element, add_ruby_container(element, parent));
  NodeId end = first;
  for (NodeId at = first; at; at = dom_.node(at).next_sibling) {
    const std::optional<RubyChild> child = ruby_child(at);
    if (child && child->role == RubyRole::Inline) break;
    if (!child || child->role == RubyRole::Blank) continue;
    // White space after the last part is outside.
    for (NodeId blank = end; blank != at; blank = dom_.node(blank).next_sibling) {
      if (const std::optional<RubyChild> between = ruby_child(blank)) reader.add(*between);
    }
    reader.add(*child);
    end = dom_.node(at).next_sibling;
  }
  reader.finish();
  return end;
}

bool BoxBuilder::is_stray_ruby(NodeId node) const {
  const ComputedStyle& style = styles_.style(styles_.of(node).element);
  return style::is_ruby_part(style.display) && role_of(style) != RubyRole::Inline;
}

BoxId BoxBuilder::add_ruby_container(NodeId node, BoxId parent) {
  Box box;
  box.kind = BoxKind::Inline;
  box.part = BoxPart::Anonymous;
  box.is_inline_level = true;
  box.style = styles_.anonymous(writer_.box(parent).style, Display::Ruby);
  box.node = node;
  box.origin = dom_.node(node).origin;
  return writer_.append(parent, box);
}

/// A base with its annotations of all levels: each level pairs the content inside it with one annotation.
struct BoxBuilder::RubyPairing {
  const RubyUnit* annotation = nullptr;
  NodeId container;
  std::uint32_t level = 0;
};

void BoxBuilder::build_ruby_segment(const RubySegment& segment, NodeId node, BoxId container) {
  const style::StyleId style = segment.container ? styles_.of(segment.container).element : writer_.box(container).style;
  // Left again at the end of the segment. Containers have no boxes and so are not targets, but they count, and their
  // counters live until the ruby element ends.
  const bool has_containers = segment.container || std::any_of(segment.levels.begin(), segment.levels.end(),
                                                               [](const RubyLevel& level) { return level.container; });
  if (has_containers) counters_.enter();
  count_container(segment.container);
  std::vector<RubyPairing> spanning;
  std::size_t most = 0;
  for (std::uint32_t i = 0; i < segment.levels.size(); ++i) {
    const RubyLevel& level = segment.levels[i];
    count_container(level.container);
    // Such an annotation encloses all pairs of the segment.
    if (level.spans()) spanning.push_back({&level.annotations.front(), level.container, i});
    if (!level.spans()) most = std::max(most, level.annotations.size());
  }
  const auto build_units = [&](BoxId parent) {
    // Number of bases that have taken their annotations.
    std::size_t paired = 0;
    const auto build_unit = [&](const RubyUnit* base) {
      std::vector<RubyPairing> pairings;
      // White space is paired with nothing.
      for (std::uint32_t i = 0; i < segment.levels.size() && (base == nullptr || !base->is_blank); ++i) {
        const RubyLevel& level = segment.levels[i];
        if (!level.spans() && paired < level.annotations.size())
          pairings.push_back({&level.annotations[paired], level.container, i});
      }
      if (base == nullptr || !base->is_blank) ++paired;
      build_ruby_pair(pairings, node, parent, style, [&](BoxId in) {
        if (base != nullptr) build_ruby_content(*base, in);
      });
    };
    for (const RubyUnit& base : segment.bases) build_unit(&base);
    // Annotations without a base stand over an empty one.
    while (paired < most) build_unit(nullptr);
  };
  if (spanning.empty()) {
    build_units(container);
  } else {
    build_ruby_pair(spanning, node, container, style, build_units);
  }
  if (has_containers) counters_.leave();
}

void BoxBuilder::count_container(NodeId node) {
  if (!node) return;
  const ComputedStyle& computed = styles_.style(styles_.of(node).element);
  count_pages(node, computed);
  count(node, BoxPart::Element, computed);
}

/// Builds from the outside inwards, then the annotations from the inside outwards.
/// The innermost pair is that of the first level. The base inherits from `style`.
template <typename BuildBase>
void BoxBuilder::build_ruby_pair(std::span<const RubyPairing> pairings, NodeId node, BoxId container,
                                 style::StyleId style, const BuildBase& build_base) {
  const auto make_part = [&](RubyPart part, BoxId parent) {
    Box box;
    box.kind = BoxKind::Inline;
    box.part = BoxPart::Anonymous;
    box.ruby = part;
    box.is_inline_level = true;
    box.style = styles_.anonymous(style, Display::Inline);
    box.node = node;
    box.origin = dom_.node(node).origin;
    return writer_.append(parent, box);
  };
  std::vector<BoxId> pairs;
  // Without annotations there is one pair, too.
  BoxId base = container;
  for (std::size_t i = 0; i < std::max<std::size_t>(pairings.size(), 1); ++i) {
    pairs.push_back(make_part(RubyPart::Pair, base));
    base = make_part(RubyPart::Base, pairs.back());
  }
  build_base(base);
  // Level 0 belongs to the innermost pair, which is the last one made.
  for (std::size_t i = 0; i < pairings.size(); ++i) build_ruby_text(pairings[i], pairs[pairs.size() - 1 - i]);
}

void BoxBuilder::build_ruby_text(const RubyPairing& pairing, BoxId pair) {
  ruby_level_ = pairing.level;
  if (!pairing.annotation->is_anonymous) {
    build_ruby_content(*pairing.annotation, pair);
  } else {
    Box box;
    make_annotation(box);
    box.part = BoxPart::Anonymous;
    box.is_inline_level = true;
    box.style = styles_.anonymous(styles_.of(pairing.container).element, Display::RubyText);
    box.node = pairing.container;
    box.origin = dom_.node(pairing.container).origin;
    build_ruby_content(*pairing.annotation, writer_.append(pair, box));
  }
}

void BoxBuilder::build_ruby_content(const RubyUnit& unit, BoxId parent) {
  for (const RubyChild& child : unit.content) {
    if (child.part != BoxPart::Element) {
      build_pseudo(child.node, child.style, child.part, parent);
    } else if (dom_.node(child.node).kind == NodeKind::Text) {
      build_text(child.node, parent);
    } else {
      build_element(child.node, parent);
    }
  }
}

}  // namespace gongwen::boxes
