#include "service/designer/detail/form_edits.h"

#include "base/format.h"
#include "base/json.h"
#include "engine/input/form_design.h"
#include "service/designer/detail/form_parts.h"
#include "service/designer/detail/text_places.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gongwen::service {
namespace {

// In the order of FormEdit.
constexpr std::array<std::string_view, 16> kEditNames{
    "row-up",     "row-down",     "cell-left", "cell-right", "wider",       "narrower", "split",     "join",
    "delete-row", "delete-field", "step-up",   "step-down",  "delete-step", "part-up",  "part-down", "delete-part"};
constexpr double kWidthStep = 4;  // mm
// mm: buttons make no column narrower.
constexpr double kLeastWidth = 12;
// The most cells of a row into which two rows are joined.
constexpr std::size_t kMostCells = 6;

/// The list that contains an item, and its index.
struct ItemPlace {
  FormNode* list = nullptr;
  std::size_t index = 0;
};

// `/paper/0/rows/3` → the list of rows and 3; without a list if the place does not exist.
ItemPlace item_at(FormNode& form, std::string_view at) {
  FormNode* const list = form.find(base::parent_pointer(at));
  const std::string_view last = at.substr(at.rfind('/') + 1);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), index);
  if (error != std::errc() || end != last.data() + last.size()) return {};
  if (list == nullptr || !list->is_list() || index >= list->items.size()) return {};
  return {list, index};
}

bool is_row_place(std::string_view at) {
  const auto tokens = base::parse_json_pointer(at);
  return tokens && tokens->size() == 4 && (*tokens)[0] == "paper" && (*tokens)[2] == "rows";
}

bool is_cell_place(std::string_view at) {
  // A row place, `/cells`, and an index.
  return at.size() > 2 && is_row_place(base::parent_pointer(base::parent_pointer(at))) &&
         base::parent_pointer(at).ends_with("/cells");
}

bool swap_with(FormNode& form, std::string_view at, int by) {
  const ItemPlace place = item_at(form, at);
  if (place.list == nullptr) return false;
  if (by < 0 && place.index == 0) return false;
  if (by > 0 && place.index + 1 >= place.list->items.size()) return false;
  std::swap(place.list->items[place.index], place.list->items[by < 0 ? place.index - 1 : place.index + 1]);
  return true;
}

/// If a row is the first or last, it moves to the sheet before or after.
bool move_row(FormNode& form, std::string_view at, int by) {
  if (!is_row_place(at)) return false;
  if (swap_with(form, at, by)) return true;
  const ItemPlace place = item_at(form, at);
  // `/paper/0/rows/3` → `/paper/0`.
  const std::string_view sheet_at = base::parent_pointer(base::parent_pointer(at));
  const ItemPlace sheet = item_at(form, sheet_at);
  // The last row of a sheet stays, since a sheet needs a row.
  if (place.list == nullptr || sheet.list == nullptr || place.list->items.size() < 2) return false;
  if (by < 0 ? sheet.index == 0 : sheet.index + 1 >= sheet.list->items.size()) return false;
  FormNode& other = sheet.list->items[by < 0 ? sheet.index - 1 : sheet.index + 1].second;
  FormNode* const rows = other.member("rows");
  if (rows == nullptr || !rows->is_list()) return false;
  const FormNode row = place.list->items[place.index].second;
  place.list->items.erase(place.list->items.begin() + static_cast<std::ptrdiff_t>(place.index));
  // Up: to the end of the sheet before; down: to the beginning of the sheet after.
  rows->items.insert(by < 0 ? rows->items.end() : rows->items.begin(), {std::string(), row});
  return true;
}

/// Widths are those of the columns of the table: one column grows by what another one loses. Columns alternate: label,
/// value, label, value. The value of cell 1 is in column 3.
bool change_width(FormNode& form, std::string_view at, double by) {
  if (!is_cell_place(at)) return false;
  const ItemPlace cell = item_at(form, at);
  const std::string_view row_at = base::parent_pointer(base::parent_pointer(at));
  FormNode* const row = form.find(row_at);
  FormNode* const table = form.find(base::parent_pointer(base::parent_pointer(row_at)));
  if (cell.list == nullptr || row == nullptr || table == nullptr) return false;
  FormNode* const columns = table->member("columns");
  // Rows with spans or a label before them have columns of their own.
  if (columns == nullptr || row->member("spans") != nullptr || row->member("stack") != nullptr) return false;
  const std::size_t own = cell.index * 2 + 1;
  // A row with fewer cells than the table has pairs spans columns, so its widths are not those of the columns.
  if (cell.list->items.size() * 2 != columns->items.size()) return false;
  const auto change = [](FormNode& column, double more) {
    // A column with `null` takes the remaining width, so it is changed by changing another one.
    if (column.text == "null") return true;
    double width = 0;
    const auto [end, error] = std::from_chars(column.text.data(), column.text.data() + column.text.size(), width);
    if (error != std::errc() || width + more < kLeastWidth) return false;
    column = FormNode::of_json(fmt::format("{}", width + more));
    return true;
  };
  FormNode changed = *columns;
  FormNode& column = changed.items[own].second;
  // The column with the remaining width grows when the value before it, or its label, shrinks. The first value takes
  // from its own label.
  const std::size_t other = own >= 2 ? own - 2 : own - 1;
  const bool takes_rest = column.text == "null";
  if (!change(takes_rest ? changed.items[other].second : column, takes_rest ? -by : by)) return false;
  // Without such a column, the neighbour has to shrink by the same amount, or the page would overflow.
  const bool has_rest = std::any_of(changed.items.begin(), changed.items.end(),
                                    [](const auto& one) { return one.second.text == "null"; });
  if (!has_rest && !change(changed.items[own + 1 < changed.items.size() ? own + 2 : other].second, -by)) return false;
  *columns = std::move(changed);
  return true;
}

/// A row of cells without members that concern only some of its cells: these could not be divided between two
/// rows.
bool is_plain_row(const FormNode& row) {
  return row.is_object() && row.member("cells") != nullptr &&
         std::all_of(row.items.begin(), row.items.end(), [](const auto& member) {
           return member.first == "cells" || member.first == "optional" || member.first == kPlaceMark;
         });
}

bool split_row(FormNode& form, std::string_view at) {
  const ItemPlace place = item_at(form, at);
  if (!is_row_place(at) || place.list == nullptr) return false;
  FormNode& row = place.list->items[place.index].second;
  if (!is_plain_row(row)) return false;
  FormNode* const cells = row.member("cells");
  if (cells->items.size() < 2) return false;
  // The copy keeps `optional`, but not the mark of the place: two rows with one mark would confuse names of texts.
  FormNode rest = row;
  std::erase_if(rest.items, [](const auto& member) { return member.first == kPlaceMark; });
  // For three cells, two stay above.
  const auto half = static_cast<std::ptrdiff_t>((cells->items.size() + 1) / 2);
  FormNode* const of_rest = rest.member("cells");
  of_rest->items.erase(of_rest->items.begin(), of_rest->items.begin() + half);
  cells->items.erase(cells->items.begin() + half, cells->items.end());
  place.list->items.insert(place.list->items.begin() + static_cast<std::ptrdiff_t>(place.index) + 1,
                           {std::string(), std::move(rest)});
  return true;
}

bool join_rows(FormNode& form, std::string_view at) {
  const ItemPlace place = item_at(form, at);
  if (!is_row_place(at) || place.list == nullptr || place.index + 1 >= place.list->items.size()) return false;
  FormNode& row = place.list->items[place.index].second;
  FormNode& next = place.list->items[place.index + 1].second;
  if (!is_plain_row(row) || !is_plain_row(next)) return false;
  const FormNode* const table = form.find(base::parent_pointer(base::parent_pointer(at)));
  const FormNode* const columns = table == nullptr ? nullptr : table->member("columns");
  FormNode* const cells = row.member("cells");
  FormNode* const more = next.member("cells");
  const std::size_t count = cells->items.size() + more->items.size();
  // Twice as many columns as cells: see change_width().
  if (columns == nullptr || count > kMostCells || count * 2 > columns->items.size()) return false;
  cells->items.insert(cells->items.end(), more->items.begin(), more->items.end());
  // `optional` applies to the whole row.
  if (row.member("optional") != nullptr && next.member("optional") == nullptr) row.erase("/optional");
  place.list->items.erase(place.list->items.begin() + static_cast<std::ptrdiff_t>(place.index) + 1);
  return true;
}

/// Takes the pointers of a field out of lists; a row or cell that has no other field is removed with it. Returns
/// whether the node itself is to be removed. Goes through objects and lists alike: everything that names the field is
/// removed, and so are nodes that become empty.
bool take_out(FormNode& node, std::string_view field) {
  if (node.is_text()) return is_within(node.text, field);
  if (!node.is_object() && !node.is_list()) return false;
  bool goes = false;
  bool had_some = false;
  for (auto item = node.items.begin(); item != node.items.end();) {
    const bool is_list = item->second.is_list();
    const std::size_t before = item->second.items.size();
    const bool out = take_out(item->second, field);
    // A list that was empty before was meant to be empty.
    const bool is_emptied = is_list && before > 0 && item->second.items.empty();
    if (!out && !is_emptied) {
      ++item;
      continue;
    }
    had_some = true;
    // A row is removed with its field or its cells.
    if (node.is_object()) goes = true;
    item = node.items.erase(item);
  }
  return goes || (node.is_list() && had_some && node.items.empty());
}

}  // namespace

// `/org` contains `/org/name`, but not `/organisation`.
bool is_within(std::string_view pointer, std::string_view field) {
  return pointer == field || (pointer.starts_with(field) && pointer.substr(field.size()).starts_with('/'));
}

namespace {

/// Returns whether a rule or a condition is about the field. Pointers are texts, or the names of members (conditions:
/// `{"/email": "given"}`).
bool names_field(const FormNode& node, std::string_view field) {
  if (node.is_text()) return is_within(node.text, field);
  return std::any_of(node.items.begin(), node.items.end(), [field](const auto& item) {
    return is_within(item.first, field) || names_field(item.second, field);
  });
}

/// Takes the field out of a rule. Returns whether the rule becomes meaningless: it is about the field, or compares
/// fewer fields than it needs.
bool take_out_of_rule(FormNode& rule, std::string_view field) {
  // A list needs at least this many fields to mean anything.
  static constexpr std::pair<std::string_view, std::size_t> kLists[] = {
      {"working_day", 1}, {"in_order", 2}, {"signed_in_order", 2}};
  for (const auto& [name, least] : kLists) {
    FormNode* const list = rule.member(name);
    if (list == nullptr || !list->is_list()) continue;
    std::erase_if(list->items, [field](const auto& one) { return is_within(one.second.text, field); });
    if (list->items.size() < least) return true;
  }
  // Members of rows are named without the list: `"unique": "/groups/*", "by": ["wg"]`.
  static constexpr std::pair<std::string_view, std::string_view> kMembers[] = {{"unique", "by"}, {"no_overlap", "of"}};
  for (const auto& [name, members] : kMembers) {
    const FormNode* const list = rule.member(name);
    const FormNode* const own = rule.member(members);
    if (list == nullptr || own == nullptr) continue;
    // `/groups/*` and `wg` make `/groups/*/wg`.
    for (const auto& [unused, member] : own->items) {
      if (is_within(fmt::format("{}/{}", list->text, member.text), field)) return true;
    }
  }
  return names_field(rule, field);
}

void take_out_of_web(FormNode& web, std::string_view field) {
  if (FormNode* const intro = web.member("intro"); intro != nullptr && intro->is_list()) {
    std::erase_if(intro->items, [field](const auto& one) { return is_within(one.second.text, field); });
    if (intro->items.empty()) web.erase("/intro");
  }
  const auto drop_members = [field](FormNode* node) {
    if (node == nullptr) return;
    std::erase_if(node->items, [field](const auto& one) { return is_within(one.second.text, field); });
  };
  drop_members(web.member("list"));
  FormNode* const records = web.member("records");
  for (std::size_t i = 0; records != nullptr && i < records->items.size(); ++i)
    drop_members(records->items[i].second.member("members"));
}

/// Removes all references to a deleted field outside the paper: file names, the lists of the office, conditions, and
/// rules that could never apply any more.
void take_out_of_head(FormNode& form, std::string_view field) {
  if (FormNode* const web = form.member("web")) take_out_of_web(*web, field);
  if (FormNode* const fields = form.member("fields")) {
    for (auto& [pointer, one] : fields->items) {
      const FormNode* const condition = one.member("show_if");
      // If the condition for showing a field is about a deleted one, the field is always shown.
      if (condition != nullptr && names_field(*condition, field)) one.erase("/show_if");
    }
  }
  if (FormNode* const rules = form.member("rules"); rules != nullptr && rules->is_list()) {
    std::erase_if(rules->items, [field](auto& rule) { return take_out_of_rule(rule.second, field); });
    if (rules->items.empty()) form.erase("/rules");
  }
  // Members of the head whose value is a pointer.
  for (const std::string_view member : {"author", "subject", "date"}) {
    const FormNode* const own = form.member(member);
    if (own != nullptr && own->is_text() && is_within(own->text, field)) form.erase("/" + std::string(member));
  }
  const FormNode* const name = form.find("/file_name/by");
  if (name != nullptr && is_within(name->text, field)) form.erase("/file_name");
  for (const std::string_view place : {"/identity/by", "/identity/beside"}) {
    // Without its identifying field a record has no identity at all; without a further mark it still has.
    FormNode* const list = form.find(place);
    if (list == nullptr || !list->is_list()) continue;
    std::erase_if(list->items, [field](const auto& one) { return is_within(one.second.text, field); });
    if (list->items.empty()) form.erase(place == "/identity/by" ? "/identity" : place);
  }
}

}  // namespace

// The order: the field itself, parts and sentences, head, rows, steps. Returns false if it is not a field, or the last
// one.
bool delete_field(FormNode& form, std::string_view field) {
  FormNode* const fields = form.member("fields");
  if (fields == nullptr || fields->member(field) == nullptr) return false;
  std::erase_if(fields->items, [field](const auto& one) { return is_within(one.first, field); });
  if (fields->items.empty()) return false;
  take_out_of_parts(form, field);
  take_out_of_head(form, field);
  if (FormNode* const paper = form.member("paper")) {
    for (auto& [name, table] : paper->items) {
      for (const std::string_view part : {"rows", "text", "boxes"}) {
        FormNode* const rows = table.member(part);
        if (rows == nullptr) continue;
        for (auto row = rows->items.begin(); row != rows->items.end();) {
          row = take_out(row->second, field) ? rows->items.erase(row) : row + 1;
        }
      }
    }
  }
  set_step(form, field, std::nullopt);
  return true;
}

namespace {

bool delete_row(FormNode& form, std::string_view at) {
  const ItemPlace place = item_at(form, at);
  if (!is_row_place(at) || place.list == nullptr || place.list->items.size() < 2) return false;
  const FormNode row = place.list->items[place.index].second;
  place.list->items.erase(place.list->items.begin() + static_cast<std::ptrdiff_t>(place.index));
  // Fields in the row are nowhere else, since each is on paper once.
  const FormNode* const cells = row.member("cells");
  std::vector<std::string> fields;
  // A cell is a pointer, or parts with pointers.
  for (std::size_t i = 0; cells != nullptr && i < cells->items.size(); ++i) {
    const FormNode& cell = cells->items[i].second;
    if (cell.is_text()) fields.push_back(cell.text);
    const FormNode* const parts = cell.member("parts");
    for (std::size_t part = 0; parts != nullptr && part < parts->items.size(); ++part) {
      fields.push_back(parts->items[part].second.text);
    }
  }
  // Members of a row that show one field across.
  for (const std::string_view member : {"across", "beside", "opinion", "list", "texts"}) {
    if (const std::string field = row.text_of(member); field.starts_with('/')) fields.push_back(field);
  }
  for (const std::string& field : fields) delete_field(form, field);
  return true;
}

}  // namespace

std::optional<FormEdit> find_edit(std::string_view name) {
  const auto found = std::find(kEditNames.begin(), kEditNames.end(), name);
  return found == kEditNames.end() ? std::nullopt : std::optional(static_cast<FormEdit>(found - kEditNames.begin()));
}

std::string_view edit_name(FormEdit edit) { return kEditNames[static_cast<std::size_t>(edit)]; }

// Works on a copy, so that half an edit never reaches the form.
bool apply_edit(FormNode& form, FormEdit edit, std::string_view at) {
  FormNode changed = form;
  mark_places(changed);
  const auto is_done = [&] {
    switch (edit) {
      case FormEdit::RowUp: return move_row(changed, at, -1);
      case FormEdit::RowDown: return move_row(changed, at, 1);
      case FormEdit::CellLeft: return is_cell_place(at) && swap_with(changed, at, -1);
      case FormEdit::CellRight: return is_cell_place(at) && swap_with(changed, at, 1);
      case FormEdit::Wider: return change_width(changed, at, kWidthStep);
      case FormEdit::Narrower: return change_width(changed, at, -kWidthStep);
      case FormEdit::Split: return split_row(changed, at);
      case FormEdit::Join: return join_rows(changed, at);
      case FormEdit::DeleteRow: return delete_row(changed, at);
      case FormEdit::DeleteField: return delete_field(changed, at);
      case FormEdit::StepUp: return at.starts_with("/web/steps/") && swap_with(changed, at, -1);
      case FormEdit::StepDown: return at.starts_with("/web/steps/") && swap_with(changed, at, 1);
      case FormEdit::DeleteStep: return at.starts_with("/web/steps/") && changed.erase(at);
      case FormEdit::PartUp: return move_part(changed, at, -1);
      case FormEdit::PartDown: return move_part(changed, at, 1);
      case FormEdit::DeletePart: return delete_part(changed, at);
    }
    return false;
  };
  if (!is_done()) return false;
  follow_places(changed, form);
  form = std::move(changed);
  return true;
}

bool can_edit(const FormNode& form, FormEdit edit, std::string_view at) {
  // Costs a copy of the form for each button of the page.
  FormNode tried = form;
  return apply_edit(tried, edit, at);
}

namespace {

/// Returns a pointer with a number at the end if the name is taken: `/email` →
/// `/email_2`.
std::string free_pointer(const FormNode& fields, std::string_view title) {
  const std::string name = engine::name_of_new_field(title);
  std::string pointer = "/" + name;
  for (int number = 2; fields.member(pointer) != nullptr; ++number) pointer = fmt::format("/{}_{}", name, number);
  return pointer;
}

bool has_pointer(const FormNode& node, std::string_view pointer) {
  if (node.is_text()) return node.text == pointer;
  return std::any_of(node.items.begin(), node.items.end(),
                     [pointer](const auto& item) { return has_pointer(item.second, pointer); });
}

}  // namespace

namespace {

std::optional<std::string> add_marked_field(FormNode& form, const NewFormField& field) {
  FormNode* const fields = form.member("fields");
  if (fields == nullptr) return std::nullopt;
  // Finds the row: the last one of all sheets with rows, or that after the named field.
  FormNode* const paper = form.member("paper");
  FormNode* rows = nullptr;
  std::size_t place = 0;
  bool is_after = false;
  for (std::size_t sheet = 0; paper != nullptr && sheet < paper->items.size(); ++sheet) {
    FormNode* const own = paper->items[sheet].second.member("rows");
    if (own == nullptr || !own->is_list()) continue;
    if (field.after.empty() || rows == nullptr) {
      rows = own;
      place = own->items.size();
    }
    for (std::size_t i = 0; !field.after.empty() && i < own->items.size(); ++i) {
      if (!has_pointer(own->items[i].second, field.after)) continue;
      rows = own;
      place = i + 1;
      is_after = true;
    }
  }
  const std::string pointer = free_pointer(*fields, field.title_en);
  FormNode title = FormNode::object();
  title.items = {{"zh", FormNode::of_text(field.title_zh)}, {"en", FormNode::of_text(field.title_en)}};
  FormNode made = FormNode::object();
  if (!field.type.empty() && field.type != "text") made.items.emplace_back("type", FormNode::of_text(field.type));
  made.items.emplace_back("title", std::move(title));
  fields->items.emplace_back(pointer, std::move(made));
  // If the other field is in a sentence, a box or a chapter, the new one is put after that. place_field() handles
  // letters, boxes and reports, which have no rows.
  if (!is_after && place_field(form, pointer, field.type, field.after)) {
    rows = nullptr;
  } else if (rows == nullptr) {
    return std::nullopt;
  }
  FormNode row = FormNode::object();
  // A long text gets a row of its own.
  if (field.type == "long") {
    row.items.emplace_back("across", FormNode::of_text(pointer));
  } else {
    FormNode cells = FormNode::list();
    cells.items.emplace_back(std::string(), FormNode::of_text(pointer));
    row.items.emplace_back("cells", std::move(cells));
  }
  if (rows != nullptr)
    rows->items.insert(rows->items.begin() + static_cast<std::ptrdiff_t>(place), {std::string(), std::move(row)});
  // The step of the field that it follows, otherwise the last one: a field in no step could not be filled in.
  const FormNode* const steps = form.find("/web/steps");
  if (steps != nullptr && !steps->items.empty()) {
    // An empty `after` is in no step.
    set_step(form, pointer, step_of(form, field.after).value_or(steps->items.size() - 1));
  }
  return pointer;
}

}  // namespace

std::optional<std::string> add_field(FormNode& form, const NewFormField& field) {
  FormNode changed = form;
  mark_places(changed);
  auto pointer = add_marked_field(changed, field);
  if (!pointer) return std::nullopt;
  follow_places(changed, form);
  form = std::move(changed);
  return pointer;
}

std::optional<std::size_t> step_of(const FormNode& form, std::string_view field) {
  const FormNode* const steps = form.find("/web/steps");
  for (std::size_t i = 0; steps != nullptr && i < steps->items.size(); ++i) {
    const FormNode* const fields = steps->items[i].second.member("fields");
    for (std::size_t at = 0; fields != nullptr && at < fields->items.size(); ++at) {
      if (!field.empty() && is_within(field, fields->items[at].second.text)) return i;
    }
  }
  return std::nullopt;
}

void set_step(FormNode& form, std::string_view field, std::optional<std::size_t> step) {
  FormNode* const steps = form.find("/web/steps");
  if (steps == nullptr) return;
  for (auto& [name, one] : steps->items) {
    if (FormNode* const fields = one.member("fields")) {
      std::erase_if(fields->items, [field](const auto& item) { return is_within(item.second.text, field); });
    }
  }
  if (!step || *step >= steps->items.size()) return;
  FormNode* const fields = steps->items[*step].second.member("fields");
  if (fields != nullptr) fields->items.emplace_back(std::string(), FormNode::of_text(field));
}

}  // namespace gongwen::service
