#include "intake/detail/xlsx_places.h"

#include "base/utf8.h"
#include "forms/field_names.h"
#include "intake/detail/field_labels.h"

#include <algorithm>
#include <set>

// The cells of the fields: by defined names, which move with their cells; by the map, for names that a program has
// dropped while all labels are in place; and in copies of a sheet, by its labels. Then copies are separated into forms.
namespace gongwen::intake {
namespace {

class PlaceSearch {
 public:
  PlaceSearch(const XlsxWorkbook& workbook, const FieldMap& map, const SheetCells& sheets, const SheetViews& views)
      : workbook_(workbook), map_(map), sheets_(sheets), views_(views) {}

  FieldCells run() {
    take_names();
    take_mapped();
    take_copies_without_names();
    separate();
    return std::move(found_);
  }

 private:
  void take_names() {
    std::vector<FieldCell> lost;
    for (const XlsxName& name : workbook_.names) {
      auto pointer = pointer_of(name.name);
      if (!pointer) continue;
      const auto target = parse_sheet_reference(name.target);
      if (target && sheets_.contains(target->sheet)) {
        take({*std::move(pointer), name.name, target->sheet, target->cell});
      } else {
        lost.push_back({*std::move(pointer), name.name, {}, {}});
      }
    }
    // If the sheet was copied and then deleted, the copy is the form.
    for (FieldCell& cell : lost) {
      if (!placed_.contains(cell.pointer)) lose(std::move(cell));
    }
  }

  std::optional<std::string> pointer_of(std::string_view name) const {
    if (base::ascii_lowercase(name).starts_with("gw.id.")) {
      for (const MappedField& field : map_.fields) {
        if (base::equals_ignoring_ascii_case(field.name, name)) return field.pointer;
      }
    }
    return forms::pointer_of_cell_name(name);
  }

  void take(FieldCell cell) {
    placed_.insert(cell.pointer);
    const bool known = !seen_.emplace(cell.pointer, cell.sheet, cell.place).second;
    if (!known) found_.cells.push_back(std::move(cell));
  }

  void lose(FieldCell cell) {
    if (lost_.insert(cell.pointer).second) found_.lost.push_back(std::move(cell));
  }

  /// Takes fields without a name from the map, since some programs drop names. A name that leads nowhere is different:
  /// its cell was deleted.
  void take_mapped() {
    for (const MappedField& field : map_.fields) {
      if (placed_.contains(field.pointer)) continue;
      const auto place = parse_cell_reference(field.cell);
      FieldCell cell{field.pointer, field.name, field.sheet, place.value_or(CellReference())};
      if (place && !lost_.contains(field.pointer) && is_untouched(field.sheet)) {
        take(std::move(cell));
      } else {
        lose(std::move(cell));
      }
    }
  }

  /// Whether every label of the sheet is where the map says. After a row or column is added or deleted, at least one is
  /// elsewhere.
  bool is_untouched(const std::string& sheet) {
    const auto known = untouched_.find(sheet);
    if (known != untouched_.end()) return known->second;
    return untouched_[sheet] = has_all_labels(sheet, sheet);
  }

  /// Whether a sheet has the labels of the fields that the map places on the sheet `like`.
  bool has_all_labels(const std::string& sheet, const std::string& like) const {
    const auto cells = sheets_.find(sheet);
    const auto view = views_.find(sheet);
    if (cells == sheets_.end() || view == views_.end()) return false;
    const LabelledSheet labelled{cells->second, view->second.merges};
    std::size_t labels = 0;
    for (const MappedField& field : map_.fields) {
      if (field.sheet != like || !field.label) continue;
      const auto place = parse_cell_reference(field.cell);
      if (!place || !has_label_at(labelled, *place, *field.label)) return false;
      ++labels;
    }
    return labels > 0;
  }

  /// Takes copies of sheets that have lost their names, recognised by their labels.
  void take_copies_without_names() {
    std::set<std::string> with_fields;
    for (const FieldCell& cell : found_.cells) with_fields.insert(cell.sheet);
    const std::vector<FieldCell> originals = found_.cells;
    for (const auto& [sheet, cells] : sheets_) {
      if (with_fields.contains(sheet) || sheet == kMapSheet) continue;
      for (const std::string& original : with_fields) {
        if (!has_all_labels(sheet, original) || !is_untouched(original)) continue;
        for (const FieldCell& cell : originals) {
          if (cell.sheet == original) take({cell.pointer, cell.name, sheet, cell.place});
        }
        break;
      }
    }
  }

  struct SheetFields {
    std::string sheet;
    std::set<std::string> pointers;
  };

  void separate() {
    std::vector<SheetFields> originals;
    std::vector<std::pair<SheetFields, std::size_t>> copies;  // with the index of the original
    for (SheetFields& sheet : fields_of_sheets()) {
      const auto original = std::find_if(originals.begin(), originals.end(), [&sheet](const SheetFields& other) {
        return std::any_of(sheet.pointers.begin(), sheet.pointers.end(),
                           [&other](const std::string& pointer) { return other.pointers.contains(pointer); });
      });
      if (original == originals.end()) {
        originals.push_back(std::move(sheet));
      } else {
        copies.emplace_back(std::move(sheet), static_cast<std::size_t>(original - originals.begin()));
      }
    }
    if (copies.empty()) return;
    FormPart& first = found_.parts.emplace_back();
    first.has_given = true;
    for (const SheetFields& sheet : originals) first.sheets.push_back(sheet.sheet);
    group(originals, copies);
  }

  /// Sheets with fields in the order of the workbook, the originals (those of the map) first.
  std::vector<SheetFields> fields_of_sheets() const {
    std::set<std::string> mapped;
    for (const MappedField& field : map_.fields) mapped.insert(field.sheet);
    std::vector<SheetFields> sheets;
    for (const XlsxSheetEntry& entry : workbook_.sheets) {
      SheetFields sheet{entry.name, {}};
      for (const FieldCell& cell : found_.cells) {
        if (cell.sheet == entry.name) sheet.pointers.insert(cell.pointer);
      }
      if (!sheet.pointers.empty()) sheets.push_back(std::move(sheet));
    }
    std::stable_partition(sheets.begin(), sheets.end(),
                          [&mapped](const SheetFields& sheet) { return mapped.contains(sheet.sheet); });
    return sheets;
  }

  /// Groups copies into forms. They belong together if each sheet was copied once, or by the numbers that programs
  /// give: `申请表 (2)`, `经历 (2)`.
  void group(const std::vector<SheetFields>& originals,
             const std::vector<std::pair<SheetFields, std::size_t>>& copies) {
    std::map<std::size_t, std::size_t> copies_of;
    for (const auto& [sheet, original] : copies) ++copies_of[original];
    const bool once =
        std::all_of(copies_of.begin(), copies_of.end(), [](const auto& entry) { return entry.second == 1; });
    std::map<std::string, std::set<std::size_t>> members;
    std::map<std::string, std::size_t> parts;
    for (const auto& [sheet, original] : copies) {
      const std::string& name = originals[original].sheet;
      const std::string rest = sheet.sheet.starts_with(name) ? sheet.sheet.substr(name.size()) : sheet.sheet;
      const std::string key = once ? std::string() : rest;
      if (!members[key].insert(original).second) found_.certain = false;
      const auto [part, added] = parts.emplace(key, found_.parts.size());
      if (added) found_.parts.emplace_back();
      found_.parts[part->second].sheets.push_back(sheet.sheet);
    }
    if (once || copies_of.size() == 1) return;
    // A number that only one of the sheets has does not tell which form it belongs to.
    for (const auto& [key, sheets] : members) found_.certain = found_.certain && sheets.size() == copies_of.size();
  }

  const XlsxWorkbook& workbook_;
  const FieldMap& map_;
  const SheetCells& sheets_;
  const SheetViews& views_;
  FieldCells found_;
  std::set<std::tuple<std::string, std::string, CellReference>> seen_;
  std::set<std::string, std::less<>> placed_;
  std::set<std::string, std::less<>> lost_;
  std::map<std::string, bool> untouched_;
};

/// How far a field is below its row on the form.
using RowShift = std::int64_t;

}  // namespace

std::set<std::pair<std::string, CellReference>> find_cells_out_of_row(const std::vector<FieldCell>& cells,
                                                                      const FieldMap& map) {
  struct Placed {
    const FieldCell* cell = nullptr;
    RowShift shift = 0;
  };
  std::map<std::tuple<std::string, std::string, std::uint32_t>, std::vector<Placed>> rows;  // of the form
  std::map<std::pair<std::string, RowShift>, std::size_t> on_sheet;
  for (const FieldCell& cell : cells) {
    const MappedField* const mapped = map.find(cell.pointer);
    const auto home = mapped == nullptr ? std::nullopt : parse_cell_reference(mapped->cell);
    if (!home) continue;
    const RowShift shift = RowShift{cell.place.row} - RowShift{home->row};
    rows[{cell.sheet, mapped->sheet, home->row}].push_back({&cell, shift});
    ++on_sheet[{cell.sheet, shift}];
  }
  std::set<std::pair<std::string, CellReference>> moved;
  for (const auto& [row, placed] : rows) {
    std::map<RowShift, std::size_t> counts;
    for (const Placed& one : placed) ++counts[one.shift];
    if (counts.size() < 2) continue;
    // Rows are inserted and deleted as a whole. Of two fields of a row, the one that moved like most of its sheet is in
    // its place.
    const auto weight = [&, &sheet = std::get<0>(row)](RowShift shift) {
      return std::pair(counts[shift], on_sheet[{sheet, shift}]);
    };
    const RowShift usual = std::max_element(counts.begin(), counts.end(), [&](const auto& one, const auto& other) {
                             return weight(one.first) < weight(other.first);
                           })->first;
    for (const Placed& one : placed) {
      if (one.shift != usual) moved.emplace(one.cell->sheet, one.cell->place);
    }
  }
  return moved;
}

FieldCells find_field_cells(const XlsxWorkbook& workbook, const FieldMap& map, const SheetCells& sheets,
                            const SheetViews& views) {
  return PlaceSearch(workbook, map, sheets, views).run();
}

}  // namespace gongwen::intake
