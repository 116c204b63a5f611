#include "sheet/detail/table_parts.h"

#include "base/utf8.h"

#include <utility>

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
      // Only pages after the first have such a caption.
      const bool is_shown = style_of(child).table_parts != style::TableParts::Later;
      if (name == ElementName::Caption && is_shown) add_caption(child);
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

  /// Visits the element children of a node that are not hidden. Columns count even if hidden, because their cells stay.
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
      if (section != Section::Body && is_of_page(row, style, section)) return;
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

  /// Whether a row only concerns one printed page (`-gw-table-parts`, `-gw-sum()`). To its reader, a sheet is one page,
  /// so it has no such rows; sums of the whole table are left to formulas.
  bool is_of_page(NodeId row, const ComputedStyle& style, Section section) {
    const bool is_before_last = section == Section::Foot && style.table_parts == style::TableParts::ButLast;
    bool is_of_page = style.table_parts == style::TableParts::Later || is_before_last;
    bool has_sum = false;
    const auto look_at = [&](style::StyleId pseudo) {
      if (!pseudo) return;
      for (const style::ContentItem& item : source_.styles.style(pseudo).content.items) {
        if (item.kind != style::ContentItem::Kind::ColumnSum) continue;
        has_sum = true;
        is_of_page = is_of_page || item.selection != style::ContentItem::Selection::InTable;
      }
    };
    for (NodeId node = row; node; node = source_.tree.next_in_order(node, row)) {
      if (source_.tree.node(node).kind != NodeKind::Element) continue;
      look_at(source_.styles.of(node).before);
      look_at(source_.styles.of(node).after);
    }
    if (is_of_page || has_sum) parts_.not_in_sheets.push_back({row, has_sum ? "-gw-sum()" : "-gw-table-parts"});
    return is_of_page;
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
