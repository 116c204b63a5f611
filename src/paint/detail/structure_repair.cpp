// Turns the elements created while painting into a tree that PDF/UA allows: sorts kids into source order, removes empty
// elements, wraps and moves kids whose type is not allowed at their place, closes gaps in heading levels, and renumbers
// all elements in reading order. Also reads the grids of tables for StructureBuilder.
#include "diagnostics/catalogue/paint.h"
#include "paint/detail/structure_builder.h"
#include "paint/display_list.h"

#include <algorithm>
#include <utility>

namespace gongwen::paint {

// Table grids: how far cells extend, which cells rows lack, and what headers apply to.

namespace {

using boxes::BoxId;
using layout::TableCell;
using layout::TableModel;

constexpr std::uint32_t kNoCell = TableModel::kNoCell;

/// The part of a table grid that the structure shows. In HTML, cells may overlap and a row may consist only of the
/// spans of cells above; PDF/UA allows neither (ISO 14289-1 section 7.5).
class OwnedGrid {
 public:
  explicit OwnedGrid(const TableModel& model) : model_(model), owners_(model.slots.size(), kNoCell) {
    for (std::uint32_t i = 0; i < model.cells.size(); ++i) take(i);
  }

  /// The rectangle that a cell has for itself; zero columns if other cells cover all of it.
  struct Area {
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;
  };
  const Area& area(std::uint32_t cell) const { return areas_[cell]; }
  std::uint32_t owner(std::uint32_t row, std::uint32_t column) const {
    return owners_[row * model_.column_count() + column];
  }

  /// Whether cells from above cover the whole row.
  bool is_covered(std::uint32_t row) const {
    for (std::uint32_t c = 0; c < model_.column_count(); ++c) {
      const std::uint32_t cell = owner(row, c);
      if (cell == kNoCell || model_.cells[cell].row == row) return false;
    }
    return model_.column_count() > 0;
  }

 private:
  bool is_free(std::uint32_t row, std::uint32_t column, std::uint32_t columns) const {
    if (row >= model_.row_count() || column + columns > model_.column_count()) return false;
    for (std::uint32_t c = column; c < column + columns; ++c) {
      if (owner(row, c) != kNoCell) return false;
    }
    return true;
  }

  void take(std::uint32_t index) {
    const TableCell& cell = model_.cells[index];
    Area area;
    while (area.columns < cell.column_span && is_free(cell.row, cell.column + area.columns, 1)) ++area.columns;
    while (area.columns > 0 && area.rows < cell.row_span && is_free(cell.row + area.rows, cell.column, area.columns)) {
      ++area.rows;
    }
    for (std::uint32_t r = 0; r < area.rows; ++r) {
      for (std::uint32_t c = 0; c < area.columns; ++c) {
        owners_[(cell.row + r) * model_.column_count() + cell.column + c] = index;
      }
    }
    areas_.push_back(area);
  }

  const TableModel& model_;
  std::vector<std::uint32_t> owners_;  // by slot
  std::vector<Area> areas_;            // by cell
};

}  // namespace

bool StructureBuilder::is_header(BoxId cell) const {
  const boxes::Box& box = context_.box(cell);
  return box.part == boxes::BoxPart::Element && context_.dom.is_element(box.node, dom::ElementName::Th);
}

StructureBuilder::GridFacts StructureBuilder::read_grid(BoxId grid) const {
  const TableModel model = layout::build_table_model(grid, context_);
  const OwnedGrid owned(model);
  GridFacts facts;
  std::vector<bool> covered;
  for (std::uint32_t r = 0; r < model.row_count(); ++r) covered.push_back(owned.is_covered(r));
  for (std::uint32_t i = 0; i < model.cells.size(); ++i) {
    const TableCell& cell = model.cells[i];
    GridFacts::Spans spans{std::max(owned.area(i).rows, 1U), std::max(owned.area(i).columns, 1U)};
    // Rows without their own cells are not in the structure, so spans must not count them.
    for (std::uint32_t r = cell.row + 1; r < cell.row + owned.area(i).rows; ++r) spans.rows -= covered[r] ? 1 : 0;
    if (spans.rows > 1 || spans.columns > 1) facts.spans[cell.box.value] = spans;
  }
  for (std::uint32_t r = 0; r < model.row_count(); ++r) {
    for (std::uint32_t c = 0; c < model.column_count(); ++c) {
      if (owned.owner(r, c) != kNoCell) continue;
      BoxId next;
      for (std::uint32_t i = model.rows[r].first_cell; i < model.rows[r].end_cell && !next; ++i) {
        if (model.cells[i].column > c && owned.area(i).columns > 0) next = model.cells[i].box;
      }
      facts.missing[model.rows[r].row.value].push_back(next);
    }
  }
  read_scopes(model, facts);
  return facts;
}

/// A header without data cells in its rows applies to columns, one without data cells in its columns to rows (HTML,
/// section 4.9.12.2). Every other header applies to its row.
void StructureBuilder::read_scopes(const TableModel& model, GridFacts& facts) const {
  std::vector<bool> data_in_row(model.row_count());
  std::vector<bool> data_in_column(model.column_count());
  for (const TableCell& cell : model.cells) {
    if (is_header(cell.box)) continue;
    for (std::uint32_t r = cell.row; r < cell.end_row(); ++r) data_in_row[r] = true;
    for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) data_in_column[c] = true;
  }
  const auto any = [](const std::vector<bool>& flags, std::uint32_t begin, std::uint32_t end) {
    return std::find(flags.begin() + begin, flags.begin() + end, true) != flags.begin() + end;
  };
  for (const TableCell& cell : model.cells) {
    if (!is_header(cell.box)) continue;
    const bool in_head = cell.row < model.head_rows;
    const bool heads_columns = in_head || !any(data_in_row, cell.row, cell.end_row());
    facts.scopes[cell.box.value] = heads_columns ? HeaderScope::Column : HeaderScope::Row;
  }
}

namespace {

using diagnostics::DiagnosticSink;
using Kids = std::vector<StructureKid>;
using Type = StructureRole;

class StructureRepair {
 public:
  StructureRepair(StructureTree& tree, DiagnosticSink& sink) : tree_(tree), sink_(sink) {}

  void run() {
    for (std::size_t i = 0; i < tree_.size(); ++i) sort_kids(tree_.element(ElementId(i)).kids);
    prune(StructureTree::root());
    repair(StructureTree::root(), false);
    number_headings(StructureTree::root());
  }

 private:
  void sort_kids(Kids& kids) const {
    const auto comes_before = [this](const StructureKid& a, const StructureKid& b) {
      return place_of(a) < place_of(b);
    };
    if (!std::is_sorted(kids.begin(), kids.end(), comes_before)) {
      std::stable_sort(kids.begin(), kids.end(), comes_before);
    }
  }

  std::uint32_t place_of(const StructureKid& kid) const {
    if (const ElementId* const element = as_element(kid)) return tree_.element(*element).place;
    const auto* const content = std::get_if<ContentReference>(&kid);
    return content == nullptr ? kLastPlace : content->place;
  }

  static const ElementId* as_element(const StructureKid& kid) { return std::get_if<ElementId>(&kid); }
  Type role(ElementId id) const { return tree_.element(id).role; }
  /// The role of a kid that is an element; nullopt for content.
  std::optional<Type> kid_role(const StructureKid& kid) const {
    const ElementId* const element = as_element(kid);
    return element == nullptr ? std::nullopt : std::optional(role(*element));
  }

  /// Removes elements for which nothing was painted. Cells stay, so that rows keep their number of columns.
  bool prune(ElementId id) {
    StructureElement& element = tree_.element(id);
    std::erase_if(element.kids,
                  [this](const StructureKid& kid) { return as_element(kid) != nullptr && !prune(*as_element(kid)); });
    return !element.kids.empty() || element.role == Type::TD || element.role == Type::TH;
  }

  /// Wraps kids in a new element. The caller places it in the parent.
  ElementId wrap(ElementId parent, Type new_role, Kids kids) {
    diagnostics::OriginId origin = tree_.element(parent).origin;
    if (const ElementId* const first = as_element(kids.front())) origin = tree_.element(*first).origin;
    const ElementId id = tree_.add(parent, new_role, origin);
    tree_.element(parent).kids.pop_back();  // the caller decides its place
    for (const StructureKid& kid : kids) {
      if (const ElementId* const element = as_element(kid)) tree_.element(*element).parent = id;
    }
    tree_.element(id).kids = std::move(kids);
    return id;
  }

  /// Wraps each run of kids for which `belongs` holds in a separate element.
  template <typename Belongs>
  void wrap_runs(ElementId id, Type new_role, Belongs belongs) {
    const Kids kids = tree_.element(id).kids;
    Kids out;
    for (auto kid = kids.begin(); kid != kids.end();) {
      const auto end = std::find_if_not(kid, kids.end(), belongs);
      if (kid == end) {
        out.push_back(*kid++);
        continue;
      }
      out.emplace_back(wrap(id, new_role, Kids(kid, end)));
      kid = end;
    }
    tree_.element(id).kids = std::move(out);
  }

  bool has_content(ElementId id) const {
    const Kids& kids = tree_.element(id).kids;
    return std::any_of(kids.begin(), kids.end(), [this](const StructureKid& kid) {
      const auto kind = kid_role(kid);
      return !kind || is_in_lines(*kind);
    });
  }

  /// Inline-level roles (ISO 32000-1 section 14.8.4.4).
  static bool is_in_lines(Type kind) {
    switch (kind) {
      case Type::Span:
      case Type::Quote:
      case Type::Reference:
      case Type::Code:
      case Type::Link:
      case Type::Ruby:
      case Type::Lbl:
      case Type::Note:
      case Type::Form: return true;
      default: return false;
    }
  }

  void become_plain(ElementId id) { tree_.element(id).role = has_content(id) ? Type::P : Type::Div; }

  /// `in_text`: inside a paragraph or heading, which must not contain paragraphs.
  void repair(ElementId id, bool in_text) {
    repair_own(id, in_text);
    const Type kind = role(id);
    const bool text_below = is_text(kind) || (in_text && is_in_lines(kind) && kind != Type::Note);
    for (std::size_t i = 0; i < tree_.element(id).kids.size(); ++i) {
      const StructureKid kid = tree_.element(id).kids[i];
      if (as_element(kid) != nullptr) repair(*as_element(kid), text_below);
    }
  }

  static bool is_text(Type kind) {
    return kind == Type::P || (kind >= Type::H1 && kind <= Type::H6) || kind == Type::RB || kind == Type::RT;
  }

  void repair_own(ElementId id, bool in_text) {
    if (in_text && is_text(role(id)) && role(id) != Type::RB && role(id) != Type::RT) {
      tree_.element(id).role = Type::Span;
    }
    const Kids& kids = tree_.element(id).kids;
    const bool has_area = std::any_of(
        kids.begin(), kids.end(), [](const StructureKid& kid) { return std::holds_alternative<LinkReference>(kid); });
    if (role(id) == Type::Link && !has_area) tree_.element(id).role = Type::Span;
    switch (role(id)) {
      case Type::L: repair_list(id); break;
      case Type::LI: repair_item(id); break;
      case Type::Toc: repair_contents(id); break;
      case Type::Table: repair_table(id); break;
      case Type::THead:
      case Type::TBody:
      case Type::TFoot: repair_row_group(id); break;
      case Type::TR: repair_row(id); break;
      default: repair_flow(id); break;
    }
  }

  /// Repairs everything except lists, tables and tables of contents, whose parts must not occur here.
  void repair_flow(ElementId id) {
    wrap_runs(id, Type::L, [this](const StructureKid& kid) { return kid_role(kid) == Type::LI; });
    const Type own = role(id);
    for (const StructureKid& kid : tree_.element(id).kids) {
      switch (kid_role(kid).value_or(Type::P)) {
        case Type::TocItem:
          report_misplaced(*as_element(kid));
          become_plain(*as_element(kid));
          break;
        case Type::LBody:
        case Type::TR:
        case Type::TH:
        case Type::TD:
        case Type::THead:
        case Type::TBody:
        case Type::TFoot: become_plain(*as_element(kid)); break;
        default: break;
      }
    }
    const bool groups = own == Type::Document || own == Type::Part || own == Type::Sect || own == Type::Art ||
                        own == Type::Div || own == Type::BlockQuote;
    if (groups) wrap_text(id);
  }

  /// Grouping elements must not contain text directly (ISO 32000-1 section 14.8.4.2): wraps it in paragraphs.
  void wrap_text(ElementId id) {
    const auto in_lines = [this](const StructureKid& kid) {
      const auto kind = kid_role(kid);
      return !kind || is_in_lines(*kind);
    };
    const Kids kids = tree_.element(id).kids;
    Kids out;
    for (auto kid = kids.begin(); kid != kids.end();) {
      const auto end = std::find_if_not(kid, kids.end(), in_lines);
      const bool has_text = std::any_of(
          kid, end, [](const StructureKid& each) { return std::holds_alternative<ContentReference>(each); });
      if (has_text) {
        out.emplace_back(wrap(id, Type::P, Kids(kid, end)));
      } else {
        out.insert(out.end(), kid, end);
      }
      kid = end;
      if (kid != kids.end()) out.push_back(*kid++);
    }
    tree_.element(id).kids = std::move(out);
  }

  /// A list contains an optional caption, then only items (ISO 14289-1 section 7.6).
  void repair_list(ElementId id) {
    group_labels(id);
    bool first = true;
    wrap_runs(id, Type::LI, [&](const StructureKid& kid) {
      const auto kind = kid_role(kid);
      const bool fits = kind == Type::LI || kind == Type::L || (kind == Type::Caption && first);
      first = false;
      return !fits;
    });
  }

  /// Groups terms with their descriptions: a label starts a new item unless it follows another label.
  void group_labels(ElementId id) {
    const Kids kids = tree_.element(id).kids;
    Kids out;
    Kids item;
    bool has_body = false;
    const auto end_item = [&] {
      if (!item.empty()) out.emplace_back(wrap(id, Type::LI, std::exchange(item, {})));
      has_body = false;
    };
    for (const StructureKid& kid : kids) {
      const auto kind = kid_role(kid);
      if (kind != Type::Lbl && kind != Type::LBody) {
        end_item();
        out.push_back(kid);
        continue;
      }
      if (kind == Type::Lbl && has_body) end_item();
      has_body = has_body || kind == Type::LBody;
      item.push_back(kid);
    }
    end_item();
    tree_.element(id).kids = std::move(out);
  }

  void repair_item(ElementId id) {
    wrap_runs(id, Type::LBody, [this](const StructureKid& kid) {
      const auto kind = kid_role(kid);
      return kind != Type::Lbl && kind != Type::LBody;
    });
  }

  /// Moves a heading out of a table of contents, into a section around both; everything else in it becomes an entry.
  void repair_contents(ElementId id) {
    const Kids kids = tree_.element(id).kids;
    const auto entries = std::find_if_not(kids.begin(), kids.end(), [this](const StructureKid& kid) {
      const auto kind = kid_role(kid);
      return kind >= Type::H1 && kind <= Type::H6;
    });
    if (entries != kids.begin()) {
      Kids out(kids.begin(), entries);
      if (entries != kids.end()) out.emplace_back(wrap(id, Type::Toc, Kids(entries, kids.end())));
      tree_.element(id).kids = std::move(out);
      tree_.element(id).role = Type::Sect;
      return;
    }
    Kids out;
    for (const StructureKid& kid : kids) {
      const auto kind = kid_role(kid);
      const bool fits = kind == Type::Toc || kind == Type::TocItem || (kind == Type::Caption && out.empty());
      if (!fits && as_element(kid) != nullptr) report_misplaced(*as_element(kid));
      out.push_back(fits ? kid : StructureKid(wrap(id, Type::TocItem, {kid})));
    }
    tree_.element(id).kids = std::move(out);
  }

  void report_misplaced(ElementId id) {
    sink_.report(diagnostics::messages::PaintMisplacedRole, tree_.element(id).origin);
  }

  /// Orders a table: one caption, then head, bodies and foot. A head or foot without bodies becomes a body (ISO
  /// 32000-1, table 337).
  void repair_table(ElementId id) {
    Kids captions;
    Kids parts;
    for (const StructureKid& kid : tree_.element(id).kids)
      (kid_role(kid) == Type::Caption ? captions : parts).push_back(kid);
    if (!std::all_of(parts.begin(), parts.end(), [this](const StructureKid& kid) { return is_table_part(kid); })) {
      become_plain(id);
      repair_flow(id);
      return;
    }
    name_row_groups(parts);
    const auto rank = [this](const StructureKid& kid) {
      return kid_role(kid) == Type::THead ? 0 : kid_role(kid) == Type::TFoot ? 2 : 1;
    };
    std::stable_sort(parts.begin(), parts.end(),
                     [&](const StructureKid& a, const StructureKid& b) { return rank(a) < rank(b); });
    if (captions.size() > 1) join_captions(captions);
    captions.insert(captions.end(), parts.begin(), parts.end());
    tree_.element(id).kids = std::move(captions);
  }

  bool is_table_part(const StructureKid& kid) const {
    const auto kind = kid_role(kid);
    return kind == Type::THead || kind == Type::TBody || kind == Type::TFoot || kind == Type::TR;
  }

  void name_row_groups(const Kids& parts) {
    const bool has_body = std::any_of(parts.begin(), parts.end(),
                                      [this](const StructureKid& kid) { return kid_role(kid) == Type::TBody; });
    bool has_head = false;
    bool has_foot = false;
    for (const StructureKid& kid : parts) {
      Type& kind = tree_.element(*as_element(kid)).role;
      bool& had_one = kind == Type::THead ? has_head : has_foot;
      if ((kind == Type::THead || kind == Type::TFoot) && (!has_body || std::exchange(had_one, true))) {
        kind = Type::TBody;
      }
    }
  }

  void join_captions(Kids& captions) {
    const ElementId first = *as_element(captions.front());
    Kids paragraphs;
    for (const StructureKid& caption : captions) {
      const ElementId paragraph = wrap(first, Type::P, tree_.element(*as_element(caption)).kids);
      const std::string& language = tree_.element(*as_element(caption)).details->language;
      if (!language.empty()) tree_.element(paragraph).details.edit().language = language;
      paragraphs.emplace_back(paragraph);
    }
    tree_.element(first).kids = std::move(paragraphs);
    tree_.element(first).details.edit().language.clear();
    captions.resize(1);
  }

  void repair_row_group(ElementId id) {
    move_strays(id, [](Type kind) { return kind == Type::TR; });
  }
  void repair_row(ElementId id) {
    move_strays(id, [](Type kind) { return kind == Type::TH || kind == Type::TD; });
  }

  /// Moves content found between the parts of a table into the last cell.
  template <typename Fits>
  void move_strays(ElementId id, Fits fits) {
    Kids kept;
    Kids strays;
    for (const StructureKid& kid : tree_.element(id).kids) {
      const auto kind = kid_role(kid);
      (kind && fits(*kind) ? kept : strays).push_back(kid);
    }
    if (strays.empty()) return;
    if (kept.empty()) {
      kept.emplace_back(wrap(id, role(id) == Type::TR ? Type::TD : Type::TR, strays));
    } else {
      append(*as_element(kept.back()), strays);
    }
    tree_.element(id).kids = std::move(kept);
  }

  /// Appends to a cell, or to a row, which later passes it on to its last cell.
  void append(ElementId part, const Kids& strays) {
    for (const StructureKid& kid : strays) {
      if (as_element(kid) != nullptr) tree_.element(*as_element(kid)).parent = part;
      tree_.element(part).kids.push_back(kid);
    }
  }

  /// Renumbers heading levels without gaps, starting with 1, even if the source skips some (ISO 14289-1 section 7.4.2).
  void number_headings(ElementId id) {
    StructureElement& element = tree_.element(id);
    if (element.role >= Type::H1 && element.role <= Type::H6) {
      while (!headings_.empty() && headings_.back() >= element.heading) headings_.pop_back();
      headings_.push_back(element.heading);
      const auto depth = std::min<std::size_t>(headings_.size(), 6);
      element.role = static_cast<Type>(static_cast<std::size_t>(Type::H1) + depth - 1);
    }
    for (const StructureKid& kid : tree_.element(id).kids) {
      if (as_element(kid) != nullptr) number_headings(*as_element(kid));
    }
  }

  StructureTree& tree_;
  DiagnosticSink& sink_;
  std::vector<std::uint8_t> headings_;  // source levels of the open headings
};

/// Sorts the remaining elements of a tree into reading order, in place: a long table has hundreds of thousands.
class TreeOrder {
 public:
  explicit TreeOrder(StructureTree& tree) : tree_(tree), numbers_(tree.size()) {}

  void run() {
    number(StructureTree::root());
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      RareDetails& details = tree_.element(ElementId(i)).details;
      if (!numbers_[i] || details->headers.empty()) continue;
      std::vector<ElementId>& headers = details.edit().headers;
      std::erase_if(headers, [this](ElementId header) { return !numbers_[header.index()]; });
      for (ElementId& header : headers) header = numbers_[header.index()];
    }
    move_all();
    tree_.shorten(count_);
  }

 private:
  /// Renumbers an element and its descendants, and updates their references to each other.
  void number(ElementId id) {
    const ElementId own(count_++);
    numbers_[id.index()] = own;
    for (StructureKid& kid : tree_.element(id).kids) {
      auto* const child = std::get_if<ElementId>(&kid);
      if (child == nullptr) continue;
      number(*child);
      tree_.element(*child).parent = own;
      *child = numbers_[child->index()];
    }
  }

  void move_all() {
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      while (numbers_[i] && numbers_[i].index() != i) {
        const std::size_t place = numbers_[i].index();
        std::swap(tree_.element(ElementId(i)), tree_.element(ElementId(place)));
        std::swap(numbers_[i], numbers_[place]);
      }
    }
  }

  StructureTree& tree_;
  std::vector<ElementId> numbers_;  // by old number; none: no longer in the tree
  std::size_t count_ = 0;
};

/// Updates the tags, links and fields of the pages with the elements that now hold them.
void refer_to_elements(PaintedDocument& document) {
  std::vector<std::vector<ElementId>> owners;
  for (const PageDisplay& page : document.pages) owners.emplace_back(page.content_count);
  for (std::size_t i = 0; i < document.structure.size(); ++i) {
    for (const StructureKid& kid : document.structure.element(ElementId(i)).kids) {
      if (const auto* const content = std::get_if<ContentReference>(&kid)) {
        owners[content->page][content->content] = ElementId(i);
      } else if (const auto* const link = std::get_if<LinkReference>(&kid)) {
        document.pages[link->page].links[link->link].element = ElementId(i);
      } else if (const auto* const field = std::get_if<FieldReference>(&kid)) {
        document.pages[field->page].fields[field->field].element = ElementId(i);
      }
    }
  }
  for (std::size_t i = 0; i < document.pages.size(); ++i) {
    const DisplayItems::Kept kept = document.pages[i].items.kept();
    std::vector<DisplayItem> items = std::move(document.pages[i].items).unpack();
    for (DisplayItem& item : items) {
      if (auto* const tag = std::get_if<BeginTag>(&item)) tag->element = owners[i][tag->content];
    }
    document.pages[i].items = DisplayItems(std::move(items), kept);
  }
}

}  // namespace

void repair_structure(PaintedDocument& document, DiagnosticSink& sink) {
  StructureRepair(document.structure, sink).run();
  TreeOrder(document.structure).run();
  refer_to_elements(document);
}

}  // namespace gongwen::paint
