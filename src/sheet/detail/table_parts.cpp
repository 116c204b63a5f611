#include "sheet/detail/table_parts.h"

#include "base/ascii.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;
using style::BreakBetween;
using style::ComputedStyle;
using style::Display;

bool forces_page(BreakBetween value) {
  switch (value) {
    case BreakBetween::Page:
    case BreakBetween::Left:
    case BreakBetween::Right:
    case BreakBetween::Recto:
    case BreakBetween::Verso:
    case BreakBetween::Always: return true;
    case BreakBetween::Auto:
    case BreakBetween::Avoid:
    case BreakBetween::AvoidPage:
    case BreakBetween::AvoidColumn:
    case BreakBetween::Column: return false;
  }
  return false;
}

class TableReader {
 public:
  TableReader(NodeId table, const ContentSource& source) : source_(source), table_(table) {}

  TableParts read() {
    std::vector<NodeId> groups;
    NodeId head;
    NodeId foot;
    for_each_shown(table_, [&](NodeId child) {
      const ElementName name = source_.tree.node(child).name;
      if (name == ElementName::Caption) add_caption(child);
      if (name == ElementName::Colgroup) add_columns(child);
      if (name == ElementName::Thead && !head) {
        head = child;
      } else if (name == ElementName::Tfoot && !foot) {
        foot = child;
      } else if (name == ElementName::Thead || name == ElementName::Tbody || name == ElementName::Tfoot) {
        groups.push_back(child);
      }
    });
    if (head) add_group(head, Section::Head);
    for (const NodeId group : groups) add_group(group, Section::Body);
    if (foot) add_group(foot, Section::Foot);
    return std::move(parts_);
  }

  TableParts read_rows(NodeId group) {
    add_group(group, Section::Body);
    if (!parts_.rows.empty()) parts_.rows.front().begins_group = false;
    return std::move(parts_);
  }

 private:
  const ComputedStyle& style_of(NodeId element) const {
    return source_.styles.style(source_.styles.of(element).element);
  }

  /// The element children of a node that are not hidden. Columns never are: a hidden one keeps its cells.
  template <typename Visit>
  void for_each_shown(NodeId parent, const Visit& visit) const {
    for (NodeId child = source_.tree.node(parent).first_child; child; child = source_.tree.node(child).next_sibling) {
      if (source_.tree.node(child).kind != NodeKind::Element) continue;
      const ElementName name = source_.tree.node(child).name;
      const bool is_column = name == ElementName::Col || name == ElementName::Colgroup;
      if (is_column || style_of(child).display != Display::None) visit(child);
    }
  }

  void add_caption(NodeId caption) {
    std::vector<NodeId>& rows =
        style_of(caption).caption_side == style::CaptionSide::Top ? parts_.titles : parts_.notes;
    std::vector<NodeId> blocks;
    bool has_inline = false;
    for (NodeId child = source_.tree.node(caption).first_child; child; child = source_.tree.node(child).next_sibling) {
      const dom::Node& node = source_.tree.node(child);
      if (node.kind == NodeKind::Text) {
        has_inline = has_inline || !base::trim_ascii_space(node.text).empty();
      } else if (style_of(child).display == Display::Inline || style_of(child).display == Display::InlineListItem) {
        has_inline = true;
      } else if (style_of(child).display != Display::None) {
        blocks.push_back(child);
      }
    }
    if (has_inline || blocks.empty()) {
      rows.push_back(caption);
    } else {
      rows.insert(rows.end(), blocks.begin(), blocks.end());
    }
  }

  void add_columns(NodeId group) {
    const std::size_t before = parts_.columns.size();
    for_each_shown(group, [&](NodeId child) { parts_.columns.push_back(child); });
    if (parts_.columns.size() == before) parts_.columns.push_back(group);
  }

  void add_group(NodeId group, Section section) {
    const std::size_t begin = parts_.rows.size();
    bool break_pending = forces_page(style_of(group).break_before) || break_after_group_;
    for_each_shown(group, [&](NodeId row) {
      const ComputedStyle& style = style_of(row);
      TableRowPart part{row, group, section, 1, parts_.rows.size() == begin, false};
      part.breaks_page = break_pending || forces_page(style.break_before);
      break_pending = forces_page(style.break_after);
      parts_.breaks_pages = parts_.breaks_pages || part.breaks_page || break_pending;
      parts_.rows.push_back(part);
    });
    break_after_group_ = break_pending || forces_page(style_of(group).break_after);
    const std::size_t count = parts_.rows.size() - begin;
    for (std::size_t i = 0; i < count; ++i) {
      parts_.rows[begin + i].rows_left = static_cast<std::uint32_t>(count - i);
    }
    if (section == Section::Head) parts_.head_rows = static_cast<std::uint32_t>(count);
    if (section == Section::Foot) parts_.foot_rows = static_cast<std::uint32_t>(count);
  }

  const ContentSource& source_;
  NodeId table_;
  TableParts parts_;
  bool break_after_group_ = false;
};

}  // namespace

TableParts read_table(NodeId table, const ContentSource& source) { return TableReader(table, source).read(); }

TableParts read_rows(NodeId group, const ContentSource& source) {
  return TableReader(source.tree.node(group).parent, source).read_rows(group);
}

std::vector<NodeId> cells_of_row(NodeId row, const ContentSource& source) {
  std::vector<NodeId> cells;
  for (NodeId child = source.tree.node(row).first_child; child; child = source.tree.node(child).next_sibling) {
    if (source.tree.node(child).kind != NodeKind::Element) continue;
    if (source.styles.style(source.styles.of(child).element).display != Display::None) cells.push_back(child);
  }
  return cells;
}

}  // namespace gongwen::sheet
