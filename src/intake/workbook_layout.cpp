#include "intake/workbook_layout.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/field_map.h"
#include "intake/detail/limits.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/field_data.h"

#include <algorithm>
#include <set>

// Recognises the sheets of a workbook whose cells have lost their names. Overlay finds which row and column of the
// returned sheet corresponds to which of the form, by the texts that both print: columns by votes of unique texts, rows
// by an alignment in order (dynamic programming). Fields are then read at the corresponding cells. If anything is
// ambiguous, nothing is read.
namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

// A returned sheet laid over the sheet of the form: corresponding rows and columns, by the texts that both have.

/// The normalised texts of a sheet by place, without empty ones.
using SheetTexts = std::map<CellReference, std::string>;

/// A row added by a person, which continues a list of the form.
struct FurtherRow {
  std::uint32_t row = 0;    // of the returned sheet
  std::uint32_t like = 0;   // the last row of the list on the form
  std::uint32_t after = 0;  // this many rows further down, 1 for the next
};

struct LaidOver {
  std::map<std::uint32_t, std::uint32_t> rows;     // of the form → of the returned sheet; without unsure ones
  std::map<std::uint32_t, std::uint32_t> columns;  // likewise
  std::vector<FurtherRow> further;

  std::optional<CellReference> place_of(CellReference on_form) const;
};

/// The limit for rows of the form times rows of the sheet; forms have about a hundred rows with texts.
constexpr std::size_t kMostPairs = 4'000'000;

using RowTexts = std::map<std::uint32_t, std::vector<std::pair<std::uint32_t, std::string>>>;  // row → column, text

RowTexts rows_of(const SheetTexts& texts) {
  RowTexts rows;
  for (const auto& [place, text] : texts) rows[place.row].emplace_back(place.column, text);
  return rows;
}

/// The places of texts that occur only once.
std::map<std::string, CellReference> single_texts(const SheetTexts& texts) {
  std::map<std::string, CellReference> single;
  std::map<std::string, std::size_t> counts;
  for (const auto& [place, text] : texts) {
    single.emplace(text, place);
    ++counts[text];
  }
  std::erase_if(single, [&counts](const auto& entry) { return counts[entry.first] > 1; });
  return single;
}

class Overlay {
 public:
  Overlay(const SheetLayout& form, const SheetTexts& sheet)
      : form_(form), sheet_(sheet), form_rows_(rows_of(form.printed)), sheet_rows_(rows_of(sheet)) {
    for (const LayoutField& field : form.fields) fields_[field.place.row].push_back(&field);
  }

  LaidOver run() {
    find_columns();
    pair_rows();
    fill_rows();
    return std::move(laid_);
  }

 private:
  // Columns: texts that occur once in both sheets decide. A column between two such columns is taken if both agree.

  void find_columns() {
    std::map<std::uint32_t, std::map<std::uint32_t, std::size_t>> votes;
    const auto theirs = single_texts(sheet_);
    for (const auto& [text, place] : single_texts(form_.printed)) {
      const auto found = theirs.find(text);
      if (found != theirs.end()) ++votes[place.column][found->second.column];
    }
    std::map<std::uint32_t, std::uint32_t> sure;
    for (const auto& [column, where] : votes) {
      sure[column] = std::max_element(where.begin(), where.end(), [](const auto& a, const auto& b) {
                       return a.second < b.second;
                     })->first;
    }
    if (sure.empty()) return;
    std::uint32_t last = sure.rbegin()->first;
    for (const LayoutField& field : form_.fields) last = std::max(last, field.place.column);
    for (std::uint32_t column = 0; column <= last; ++column) {
      if (const auto there = column_between(sure, column)) laid_.columns[column] = *there;
    }
  }

  static std::optional<std::uint32_t> column_between(const std::map<std::uint32_t, std::uint32_t>& sure,
                                                     std::uint32_t column) {
    const auto after = sure.lower_bound(column);
    if (after != sure.end() && after->first == column) return after->second;
    const auto shift = [](const auto& entry) {
      return static_cast<std::int64_t>(entry->second) - static_cast<std::int64_t>(entry->first);
    };
    const bool has_before = after != sure.begin();
    const std::int64_t by = shift(has_before ? std::prev(after) : after);
    if (has_before && after != sure.end() && shift(after) != by) return std::nullopt;
    const std::int64_t there = static_cast<std::int64_t>(column) + by;
    return there < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(there));
  }

  // Rows: the pairing in order with the most texts in common.

  std::size_t likeness(const std::vector<std::pair<std::uint32_t, std::string>>& form,
                       const std::vector<std::pair<std::uint32_t, std::string>>& sheet) const {
    constexpr std::size_t kInItsColumn = 3;
    std::size_t sum = 0;
    for (const auto& [column, text] : form) {
      std::size_t best = 0;
      for (const auto& [there, other] : sheet) {
        if (other != text) continue;
        const auto mapped = laid_.columns.find(column);
        const bool in_column = mapped != laid_.columns.end() && mapped->second == there;
        best = std::max(best, in_column ? kInItsColumn : 1);
      }
      sum += best;
    }
    return sum;
  }

  void pair_rows() {
    const std::size_t ours = form_rows_.size();
    const std::size_t theirs = sheet_rows_.size();
    if (ours == 0 || theirs == 0 || ours * theirs > kMostPairs) return;
    const std::vector<RowTexts::value_type> form(form_rows_.begin(), form_rows_.end());
    const std::vector<RowTexts::value_type> sheet(sheet_rows_.begin(), sheet_rows_.end());
    const std::size_t width = theirs + 1;
    std::vector<std::size_t> like(ours * theirs);
    std::vector<std::size_t> best((ours + 1) * width);
    // `best[i, j]` is the greatest likeness of the rows from i and j on, as for the longest common subsequence.
    for (std::size_t i = ours; i-- > 0;) {
      for (std::size_t j = theirs; j-- > 0;) {
        const std::size_t same = likeness(form[i].second, sheet[j].second);
        like[i * theirs + j] = same;
        const std::size_t paired = same == 0 ? 0 : same + best[(i + 1) * width + j + 1];
        best[i * width + j] = std::max({best[(i + 1) * width + j], best[i * width + j + 1], paired});
      }
    }
    for (std::size_t i = 0, j = 0; i < ours && j < theirs;) {
      const std::size_t same = like[i * theirs + j];
      if (same > 0 && best[i * width + j] == same + best[(i + 1) * width + j + 1]) {
        laid_.rows[form[i++].first] = sheet[j++].first;
      } else if (best[i * width + j] == best[(i + 1) * width + j]) {
        ++i;
      } else {
        ++j;
      }
    }
  }

  /// Assigns the rows between two pairs.
  void fill_rows() {
    const std::map<std::uint32_t, std::uint32_t> pairs = laid_.rows;
    if (pairs.empty()) return;
    fill_before(*pairs.begin());
    for (auto pair = pairs.begin(); std::next(pair) != pairs.end(); ++pair) fill_between(*pair, *std::next(pair));
    const auto& [last, there] = *pairs.rbegin();
    for (const auto& [row, fields] : fields_) {
      if (row > last) laid_.rows[row] = there + (row - last);
    }
  }

  void fill_before(const std::pair<const std::uint32_t, std::uint32_t>& first) {
    for (const auto& [row, fields] : fields_) {
      if (row < first.first && first.first - row <= first.second) laid_.rows[row] = first.second - (first.first - row);
    }
  }

  void fill_between(const std::pair<const std::uint32_t, std::uint32_t>& above,
                    const std::pair<const std::uint32_t, std::uint32_t>& below) {
    const std::uint32_t ours = below.first - above.first - 1;
    const std::uint32_t theirs = below.second - above.second - 1;
    if (ours == 0 || (ours != theirs && !is_list(above.first + 1, below.first))) return;
    for (std::uint32_t i = 0; i < std::min(ours, theirs); ++i) {
      laid_.rows[above.first + 1 + i] = above.second + 1 + i;
    }
    for (std::uint32_t i = ours; i < theirs; ++i) {
      laid_.further.push_back({above.second + 1 + i, below.first - 1, i - ours + 1});
    }
  }

  /// Whether the rows belong to one list, which may have become longer or shorter.
  bool is_list(std::uint32_t first, std::uint32_t end) const {
    const auto pattern = [this](std::uint32_t row) {
      std::vector<std::pair<std::uint32_t, std::string>> fields;
      const auto found = fields_.find(row);
      if (found == fields_.end()) return fields;
      for (const LayoutField* const field : found->second) {
        fields.emplace_back(field->place.column, field_pattern(field->pointer));
      }
      return fields;
    };
    const auto wanted = pattern(first);
    const bool in_list = std::all_of(wanted.begin(), wanted.end(),
                                     [](const auto& field) { return field.second.find('*') != std::string::npos; });
    if (wanted.empty() || !in_list) return false;
    for (std::uint32_t row = first + 1; row < end; ++row) {
      if (pattern(row) != wanted) return false;
    }
    return true;
  }

  const SheetLayout& form_;
  const SheetTexts& sheet_;
  RowTexts form_rows_;
  RowTexts sheet_rows_;
  std::map<std::uint32_t, std::vector<const LayoutField*>> fields_;
  LaidOver laid_;
};

std::optional<CellReference> LaidOver::place_of(CellReference on_form) const {
  const auto row = rows.find(on_form.row);
  const auto column = columns.find(on_form.column);
  if (row == rows.end() || column == columns.end()) return std::nullopt;
  return CellReference{row->second, column->second};
}

/// The number of the form's texts in the sheet, each counted at most as often as on the form.
std::size_t count_printed(const SheetLayout& form, const SheetTexts& sheet) {
  std::map<std::string_view, std::size_t> left;
  for (const auto& [place, text] : form.printed) ++left[text];
  std::size_t count = 0;
  for (const auto& [place, text] : sheet) {
    const auto found = left.find(text);
    if (found == left.end() || found->second == 0) continue;
    --found->second;
    ++count;
  }
  return count;
}

/// Empty if the sheet has none of the texts, or too many rows.
LaidOver lay_over(const SheetLayout& form, const SheetTexts& sheet) { return Overlay(form, sheet).run(); }

// Copies and forms

constexpr std::size_t kMostReported = 200;

FieldPlace field_place(const std::string& sheet, CellReference place) { return {0, sheet, cell_reference_text(place)}; }

/// The visible and the hidden cells of a sheet.
struct SeenSheet {
  std::map<CellReference, const LooseCell*> seen;
  std::map<CellReference, const LooseCell*> hidden;
  SheetTexts texts;  // of visible cells
};

std::map<std::string, SeenSheet> seen_sheets(const std::vector<LooseCell>& cells, const std::vector<SheetView>& views) {
  std::map<std::string, const SheetView*> known;
  for (const SheetView& view : views) known.emplace(view.name, &view);
  std::map<std::string, SeenSheet> sheets;
  for (const LooseCell& cell : cells) {
    const auto view = known.find(cell.sheet);
    const auto is_in = [](const std::vector<std::uint32_t>& list, std::uint32_t number) {
      return std::binary_search(list.begin(), list.end(), number);
    };
    const bool is_hidden =
        cell.trouble == CellError::Invisible || cell.is_unsure ||
        (view != known.end() && (view->second->is_hidden || is_in(view->second->hidden_rows, cell.row) ||
                                 is_in(view->second->hidden_columns, cell.column)));
    SeenSheet& sheet = sheets[cell.sheet];
    const CellReference place{cell.row, cell.column};
    (is_hidden ? sheet.hidden : sheet.seen).emplace(place, &cell);
    std::string text = is_hidden ? std::string() : label_text(cell.text);
    if (!text.empty()) sheet.texts.emplace(place, std::move(text));
  }
  return sheets;
}

/// The visible text of a cell, normalised; for a formula without a result, the formula.
std::string seen_text(const LooseCell& cell) { return label_text(cell.text.empty() ? cell.formula : cell.text); }

void report_beside(ReturnedFile& file, const LooseCell& cell) {
  report_text_beside(field_place(cell.sheet, {cell.row, cell.column}), cell.text.empty() ? cell.formula : cell.text,
                     file);
}

/// The cells of the sheet where the form has formulas.
std::set<CellReference> formula_cells(const SheetLayout& form, const LaidOver& laid) {
  std::set<CellReference> cells;
  for (const CellReference place : form.formulas) {
    if (const auto there = laid.place_of(place)) cells.insert(*there);
  }
  return cells;
}

/// Whether the form itself has the text over its cells, or in its headers and footers.
bool prints_beside(const WorkbookLayout& layout, const std::vector<std::string>& stated, const OverCells& over) {
  const std::string text = label_text(over.text);
  if (text.empty()) return false;
  return std::binary_search(stated.begin(), stated.end(), text) ||
         std::any_of(layout.sheets.begin(), layout.sheets.end(),
                     [&text](const SheetLayout& sheet) { return sheet.beside.contains(text); });
}

/// Reports printed texts of the form that the sheet has lost. Rows of lists may be deleted. A form made from data, or
/// with an office's own texts, prints others, which it lists in `stated`.
void report_missing_print(const SheetLayout& form, const std::string& name, const SheetTexts& texts,
                          const std::vector<std::string>& stated, ReturnedFile& file) {
  std::map<std::string, std::size_t> there;
  for (const auto& [place, text] : texts) ++there[text];
  std::set<std::uint32_t> of_lists;
  for (const LayoutField& field : form.fields) {
    if (field_pattern(field.pointer).find('*') != std::string::npos) of_lists.insert(field.place.row);
  }
  std::size_t reported = 0;
  for (const auto& [place, text] : form.printed) {
    const bool was_printed = stated.empty() || std::binary_search(stated.begin(), stated.end(), text);
    if (!was_printed || of_lists.contains(place.row)) continue;
    // A text that is printed several times must occur as often.
    if (std::size_t& left = there[text]; left > 0) {
      --left;
      continue;
    }
    if (++reported > kMostReported) continue;
    const FieldPlace where = field_place(name, place);
    file.notices.push_back({messages::IntakePrintMissing,
                            {"sheet “" + name + "”, " + where.cell, "“" + name + "”" + where.cell, text},
                            false,
                            {},
                            where});
  }
}

/// Reports printed texts that somebody struck through.
void report_struck_print(const SheetLayout& form, const SeenSheet& sheet, ReturnedFile& file) {
  std::size_t reported = 0;
  for (const auto& [place, cell] : sheet.seen) {
    const std::string text = label_text(cell->text);
    if (!cell->is_struck || text.empty() || form.struck.contains(text) || ++reported > kMostReported) continue;
    report_strike({0, cell->sheet, cell_reference_text(place)}, file);
  }
}

/// The texts of the form, each as often as it is printed.
class PrintedTexts {
 public:
  void add(const SheetLayout& form) {
    for (const auto& [place, text] : form.printed) ++left_[text];
  }
  /// Takes one occurrence of a text.
  bool take(const std::string& text) {
    const auto found = left_.find(text);
    if (found == left_.end() || found->second == 0) return false;
    --found->second;
    return true;
  }
  bool has(const std::string& text) const { return left_.contains(text); }

 private:
  std::map<std::string, std::size_t, std::less<>> left_;
};

/// The cells of the sheet that have exactly the text printed there on the form.
std::set<CellReference> printed_cells(const SheetLayout& form, const LaidOver& laid, const SheetTexts& texts) {
  std::set<CellReference> printed;
  for (const auto& [place, text] : form.printed) {
    const auto there = laid.place_of(place);
    const auto found = there ? texts.find(*there) : texts.end();
    if (found != texts.end() && found->second == text) printed.insert(*there);
  }
  return printed;
}

MappedField mapped_field(const LayoutField& field) {
  return {field.pointer, field.pointer, field.type, {}, {}, field.choices};
}

/// The pointer in the row `after` rows further down: `/list/2/name` becomes `/list/4/name` for 2.
std::string further_pointer(const std::string& pointer, std::uint32_t after) {
  for (std::size_t end = pointer.size(); end > 0;) {
    const std::size_t slash = pointer.rfind('/', end - 1);
    if (slash == std::string::npos) break;
    const std::string token = pointer.substr(slash + 1, end - slash - 1);
    const bool is_index =
        !token.empty() && token.size() < 6 && token.find_first_not_of("0123456789") == std::string::npos;
    if (is_index) {
      return pointer.substr(0, slash + 1) + std::to_string(std::stoul(token) + after) + pointer.substr(end);
    }
    end = slash;
  }
  return pointer;
}

class CopyReader {
 public:
  CopyReader(const WorkbookLayout& layout, ReturnedFile& file)
      : layout_(layout), file_(file), sheets_(seen_sheets(file.loose_cells, file.sheets)) {}

  void run() {
    std::string doubtful;
    for (const SheetLayout& form : layout_.sheets) {
      const auto found = sheets_of(form);
      if (found.size() > 1) {
        for (const std::string& sheet : found) doubtful += (doubtful.empty() ? "" : "、") + sheet;
      } else if (!found.empty()) {
        copies_[found.front()].push_back(&form);
      }
    }
    if (!doubtful.empty()) {
      const diagnostics::TextPair places = texts::IntakeSheets.pair(doubtful);
      file_.report(messages::IntakeMixedForms, {places.english, places.chinese});
      return;
    }
    for (const auto& [sheet, forms] : copies_) read_sheet(sheet, forms);
    for (const auto& [name, sheet] : sheets_) {
      if (!copies_.contains(name)) report_strange_sheet(name, sheet);
    }
    for (const SheetView& view : file_.sheets) {
      if (is_own_sheet(view.name, view.is_hidden)) continue;
      for (const OverCells& over : view.over) {
        if (!prints_beside(layout_, file_.stated_print, over)) report_over(view.name, over, file_);
      }
    }
  }

 private:
  /// The sheets with most of the form's texts. Several of them may be several forms.
  std::vector<std::string> sheets_of(const SheetLayout& form) const {
    constexpr std::size_t kFewest = 3;
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const auto& [name, sheet] : sheets_) {
      const std::size_t count = count_printed(form, sheet.texts);
      if (count >= kFewest && 2 * count >= form.printed.size()) found.emplace_back(count, name);
    }
    if (found.empty() || form.fields.empty()) return {};
    const std::size_t most = std::max_element(found.begin(), found.end())->first;
    std::vector<std::string> best;
    for (const auto& [count, name] : found) {
      if (10 * count >= 9 * most) best.push_back(name);
    }
    return best;
  }

  void read_sheet(const std::string& name, const std::vector<const SheetLayout*>& forms) {
    const SeenSheet& sheet = sheets_[name];
    PrintedTexts printed;
    std::set<CellReference> known;  // cells that have been accounted for
    std::vector<std::pair<const SheetLayout*, LaidOver>> laid;
    for (const SheetLayout* const form : forms) {
      printed.add(*form);
      laid.emplace_back(form, lay_over(*form, sheet.texts));
      known.merge(printed_cells(*form, laid.back().second, sheet.texts));
    }
    std::set<CellReference> formulas;
    for (const auto& [form, over] : laid) formulas.merge(formula_cells(*form, over));
    for (const CellReference place : known) printed.take(sheet.texts.at(place));
    report_struck_print(forms, known, sheet);
    for (const auto& [form, over] : laid) {
      for (const LayoutField& field : form->fields) {
        const auto place = over.place_of(field.place);
        if (place) read_field(field.pointer, field, name, sheet, *place, printed, known);
      }
      for (const FurtherRow& row : over.further) read_further(*form, over, row, name, sheet, printed, known);
    }
    std::size_t reported = 0;
    for (const auto* const cells : {&sheet.seen, &sheet.hidden}) {
      for (const auto& [place, cell] : *cells) {
        const std::string text = seen_text(*cell);
        if (text.empty() || known.contains(place) || printed.take(text)) continue;
        if (cell->text.empty() && formulas.contains(place)) continue;
        if (++reported > kMostReported) continue;
        report_beside(file_, *cell);
      }
    }
    for (const SheetLayout* const form : forms) {
      report_missing_print(*form, name, sheet.texts, file_.stated_print, file_);
    }
  }

  /// Those among the printed cells; a field that is struck through is reported when it is read.
  void report_struck_print(const std::vector<const SheetLayout*>& forms, const std::set<CellReference>& cells,
                           const SeenSheet& sheet) {
    SeenSheet printed;
    std::copy_if(sheet.seen.begin(), sheet.seen.end(), std::inserter(printed.seen, printed.seen.end()),
                 [&cells](const auto& entry) { return cells.contains(entry.first); });
    for (const SheetLayout* const form : forms) intake::report_struck_print(*form, printed, file_);
  }

  void read_further(const SheetLayout& form, const LaidOver& over, const FurtherRow& row, const std::string& name,
                    const SeenSheet& sheet, const PrintedTexts& printed, std::set<CellReference>& known) {
    for (const LayoutField& field : form.fields) {
      if (field.place.row != row.like) continue;
      const auto column = over.columns.find(field.place.column);
      if (column == over.columns.end()) continue;
      read_field(further_pointer(field.pointer, row.after), field, name, sheet, {row.row, column->second}, printed,
                 known);
    }
  }

  void read_field(const std::string& pointer, const LayoutField& field, const std::string& name, const SeenSheet& sheet,
                  CellReference place, const PrintedTexts& printed, std::set<CellReference>& known) {
    if (known.contains(place)) return;  // printed, not filled in
    const FieldPlace where = field_place(name, place);
    if (const auto hidden = sheet.hidden.find(place); hidden != sheet.hidden.end()) {
      known.insert(place);
      return file_.report_field(pointer, where, messages::IntakeHiddenField, {hidden->second->text});
    }
    const auto found = sheet.seen.find(place);
    if (found == sheet.seen.end()) {
      if (is_covered(pointer, name, place)) return;
      file_.blanks.push_back({pointer, RawType::Text, {}, {}, where});
      return;
    }
    const LooseCell& cell = *found->second;
    if (printed.has(label_text(cell.text))) return;
    known.insert(place);
    const MappedField mapped = mapped_field(field);
    if (!take_field_cell(pointer, cell, &mapped, IntakeLimits().max_text, file_)) return;
    file_.report_field(pointer, where, messages::IntakeByLabel);
  }

  /// Whether another cell was merged over this one, which makes programs drop its content.
  bool is_covered(const std::string& pointer, const std::string& name, CellReference place) {
    const auto view = std::find_if(file_.sheets.begin(), file_.sheets.end(),
                                   [&name](const SheetView& one) { return one.name == name; });
    if (view == file_.sheets.end()) return false;
    const CellArea over = area_at(view->merges, place);
    const CellReference first{over.first_row, over.first_column};
    if (first == place) return false;
    file_.report_field(pointer, field_place(name, place), messages::IntakeSharedCell,
                       {cell_reference_text(first), cell_reference_text(place)});
    return true;
  }

  /// Reports a sheet that is not of the form; its first text is enough.
  void report_strange_sheet(const std::string& name, const SeenSheet& sheet) {
    const auto view = std::find_if(file_.sheets.begin(), file_.sheets.end(),
                                   [&name](const SheetView& one) { return one.name == name; });
    if (is_own_sheet(name, view != file_.sheets.end() && view->is_hidden)) return;
    for (const auto* const cells : {&sheet.seen, &sheet.hidden}) {
      for (const auto& [place, cell] : *cells) {
        if (!seen_text(*cell).empty()) return report_beside(file_, *cell);
      }
    }
  }

  const WorkbookLayout& layout_;
  ReturnedFile& file_;
  std::map<std::string, SeenSheet> sheets_;
  std::map<std::string, std::vector<const SheetLayout*>> copies_;  // by the sheet that is one of them
};

/// The sheet of the form to which most fields of a returned sheet belong; null if absent.
const SheetLayout* form_of_sheet(const WorkbookLayout& layout, const ReturnedFile& file, const std::string& sheet) {
  std::set<std::string> patterns;
  std::set<std::string> pointers;
  for (const auto* const list : {&file.fields, &file.blanks}) {
    for (const RawField& field : *list) {
      if (field.place.sheet != sheet) continue;
      patterns.insert(field_pattern(field.pointer));
      pointers.insert(field.pointer);
    }
  }
  const SheetLayout* best = nullptr;
  std::pair<std::size_t, std::size_t> most;
  for (const SheetLayout& form : layout.sheets) {
    std::set<std::string> own;
    std::size_t same = 0;  // decides between two sheets of one list
    for (const LayoutField& field : form.fields) {
      own.insert(field_pattern(field.pointer));
      if (pointers.contains(field.pointer)) ++same;
    }
    const auto count = static_cast<std::size_t>(std::count_if(
        own.begin(), own.end(), [&patterns](const std::string& pattern) { return patterns.contains(pattern); }));
    const std::pair<std::size_t, std::size_t> score(count, same);
    if (count > 0 && score > most) best = &form;
    most = std::max(most, score);
  }
  return best;
}

/// Reports lost print, and texts typed into headers and footers, of a form that still has its names.
void report_print(const WorkbookLayout& layout, ReturnedFile& file) {
  const std::map<std::string, SeenSheet> sheets = seen_sheets(file.other_cells, file.sheets);
  for (const auto& [name, sheet] : sheets) {
    const SheetLayout* const form = form_of_sheet(layout, file, name);
    if (form == nullptr) continue;
    report_missing_print(*form, name, sheet.texts, file.stated_print, file);
    report_struck_print(*form, sheet, file);
  }
  for (const SheetView& view : file.sheets) {
    if (form_of_sheet(layout, file, view.name) == nullptr) continue;
    for (const OverCells& over : view.over) {
      const bool is_margin = over.sort == OverSort::Margin;
      if (is_margin && !prints_beside(layout, file.stated_print, over)) report_over(view.name, over, file);
    }
  }
}

}  // namespace

const LayoutField* WorkbookLayout::find(std::string_view pointer) const {
  const std::string pattern = field_pattern(pointer);
  const LayoutField* alike = nullptr;
  for (const SheetLayout& sheet : sheets) {
    for (const LayoutField& field : sheet.fields) {
      if (field.pointer == pointer) return &field;
      if (alike == nullptr && field_pattern(field.pointer) == pattern) alike = &field;
    }
  }
  return alike;
}

void read_copied_form(const WorkbookLayout& layout, ReturnedFile& file) { CopyReader(layout, file).run(); }

void report_other_cells(const WorkbookLayout& layout, ReturnedFile& file) {
  std::set<std::pair<std::string, std::string>> told;  // sheet, cell
  for (const Notice& notice : file.notices) told.emplace(notice.place.sheet, notice.place.cell);
  std::vector<const LooseCell*> strange;
  for (const auto& [name, sheet] : seen_sheets(file.other_cells, file.sheets)) {
    const SheetLayout* const form = form_of_sheet(layout, file, name);
    if (form == nullptr) {
      // A sheet with texts has been reported already.
      const auto formula = std::find_if(sheet.seen.begin(), sheet.seen.end(),
                                        [](const auto& entry) { return !entry.second->formula.empty(); });
      if (sheet.texts.empty() && formula != sheet.seen.end()) strange.push_back(formula->second);
      continue;
    }
    PrintedTexts printed;
    printed.add(*form);
    const LaidOver laid = lay_over(*form, sheet.texts);
    const std::set<CellReference> in_place = printed_cells(*form, laid, sheet.texts);
    for (const CellReference place : in_place) printed.take(sheet.texts.at(place));
    const std::set<CellReference> formulas = formula_cells(*form, laid);
    for (const auto& [place, cell] : sheet.seen) {
      const std::string text = seen_text(*cell);
      if (text.empty() || in_place.contains(place) || printed.take(text)) continue;
      if (cell->text.empty()) {
        if (!formulas.contains(place)) strange.push_back(cell);
        continue;
      }
      // A form made from data lists the texts that it prints; further ones have been reported already.
      const bool is_own = !file.stated_print.empty() && !printed.has(text);
      if (!is_own && !told.contains({name, cell_reference_text(place)})) strange.push_back(cell);
    }
  }
  report_print(layout, file);
  if (strange.size() > kMostReported) strange.resize(kMostReported);
  for (const LooseCell* const cell : strange) report_beside(file, *cell);
}

void drop_printed(const WorkbookLayout& of_data, const WorkbookLayout& blank, std::vector<Notice>& notices) {
  std::map<std::string, int> further;  // how many more than in the blank form
  for (const auto& [layout, sign] : {std::pair(&of_data, 1), std::pair(&blank, -1)}) {
    for (const SheetLayout& sheet : layout->sheets) {
      for (const auto& [place, text] : sheet.printed) further[text] += sign;
    }
  }
  std::erase_if(notices, [&further](const Notice& notice) {
    const bool is_missing = notice.id == messages::IntakePrintMissing;
    if (!is_missing && notice.id != messages::IntakeTextBeside) return false;
    const auto known = further.find(label_text(notice.arguments.back()));
    if (known == further.end()) return false;
    return is_missing ? known->second++ < 0 : known->second-- > 0;
  });
}

void read_choices(const WorkbookLayout& layout, ReturnedFile& file) {
  std::vector<RawField> fields;
  for (RawField& field : file.fields) {
    const LayoutField* const known = field.type == RawType::Choice ? nullptr : layout.find(field.pointer);
    const auto values = known == nullptr ? std::nullopt : mapped_values(field, mapped_field(*known));
    if (!values) {
      fields.push_back(std::move(field));
      continue;
    }
    if (values->empty()) file.blanks.push_back({field.pointer, RawType::Text, {}, {}, field.place});
    fields.insert(fields.end(), values->begin(), values->end());
  }
  file.fields = std::move(fields);
}

}  // namespace gongwen::intake
