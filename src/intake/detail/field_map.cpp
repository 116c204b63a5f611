#include "intake/detail/field_map.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/pdf_parts.h"
#include "intake/detail/stamp.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/detail/xlsx_pictures.h"
#include "intake/detail/xlsx_places.h"
#include "intake/detail/xlsx_workbook.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "intake/other_formats.h"
#include "intake/read_returned.h"
#include "intake/workbook_layout.h"
#include "package/zip_archive.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

// Reads a workbook form (ECMA-376-1). The hidden sheet `_gw` maps cells to fields: a row for each field with the name
// of its cell, its pointer, type, sheet, place and choices; further rows have the stamp, the data given with the form,
// labels and printed texts. XlsxReader reads the package part by part and finds the field cells by their defined names.
// A cell whose label is gone, that is hidden, or that is two fields at once is reported, not read.
namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

class XlsxReader {
 public:
  XlsxReader(package::ZipArchive& zip, UnnamedCells unnamed, const IntakeLimits& limits, ReturnedFile& file)
      : package_(zip, limits, file), unnamed_(unnamed), limits_(limits), file_(file), room_(limits.max_cells) {}

  void read() {
    if (!read_parts()) return;
    take_stamps();
    fields_ = find_field_cells(workbook_, map_, cells_, views_);
    file_.is_data_workbook = cells_.contains(std::string(kDataSheet));
    if (file_.is_data_workbook) {
      collect_cells();
    } else if (fields_.cells.empty()) {
      read_unnamed();
    } else {
      read_form();
    }
  }

  /// The rows of `_gw` by which a returned form is recognised: labels of the fields, and texts printed on the sheets.
  std::vector<std::vector<std::string>> layout_rows() {
    std::vector<std::vector<std::string>> rows;
    if (!read_parts()) return rows;
    take_stamps();
    fields_ = find_field_cells(workbook_, map_, cells_, views_);
    FieldPatterns places;
    for (const FieldCell& cell : fields_.cells) places[cell.sheet].emplace(cell.place, field_pattern(cell.pointer));
    for (const FieldCell& cell : fields_.cells) {
      const auto label = find_label(labelled(cell.sheet), cell.place, places[cell.sheet]);
      if (!label) continue;
      rows.push_back(
          {"label", cell.name, label->is_above ? "above" : "left", label->text, std::to_string(label->distance)});
    }
    add_printed(places, rows);
    return rows;
  }

  /// The printed texts of the visible sheets, and the places of the fields.
  WorkbookLayout layout() {
    WorkbookLayout layout;
    if (!read_parts()) return layout;
    take_stamps();
    fields_ = find_field_cells(workbook_, map_, cells_, views_);
    for (const XlsxSheetEntry& entry : workbook_.sheets) {
      if (entry.is_hidden) continue;
      SheetLayout& sheet = layout.sheets.emplace_back();
      sheet.name = entry.name;
      std::set<CellReference> own;
      for (const FieldCell& cell : fields_.cells) {
        if (cell.sheet != entry.name) continue;
        own.insert(cell.place);
        const MappedField* const mapped = map_.find(cell.pointer);
        sheet.fields.push_back({cell.pointer, mapped == nullptr ? std::string() : mapped->type, cell.place,
                                mapped == nullptr ? std::map<std::string, std::string>() : mapped->choices});
      }
      std::sort(sheet.fields.begin(), sheet.fields.end(),
                [](const LayoutField& a, const LayoutField& b) { return a.place < b.place; });
      for (const auto& [place, cell] : cells_[entry.name]) {
        std::string text = own.contains(place) ? std::string() : label_text(cell.text);
        if (cell.formula) sheet.formulas.insert(place);
        if (cell.struck) sheet.struck.insert(text);
        if (!text.empty()) sheet.printed.emplace(place, std::move(text));
      }
      for (const OverCells& over : views_[entry.name].over) sheet.beside.insert(label_text(over.text));
    }
    return layout;
  }

 private:
  using FieldPatterns = std::map<std::string, std::map<CellReference, std::string>>;  // by sheet

  LabelledSheet labelled(const std::string& sheet) { return {cells_[sheet], views_[sheet].merges}; }

  /// Reads the parts of the package. Returns false if the file cannot be used, which has been reported.
  bool read_parts() {
    std::string main;
    for (const package::Relationship& relationship : package_.relationships({})) {
      if (relationship.type == "officeDocument") main = relationship.target;
      if (relationship.type == "custom-properties") custom_ = relationship.target;
      if (relationship.type == "core-properties") core_ = relationship.target;
    }
    if (main.empty()) {
      file_.report(messages::IntakeUnknownFile);
      return false;
    }
    if (!read_xlsx_workbook(package_, main, limits_, file_, workbook_)) return false;
    const std::vector<package::Relationship> parts = package_.relationships(main);
    for (const package::Relationship& part : parts) {
      // Colours of the theme are needed for the styles, so it comes first.
      if (part.type == "theme" && package_.has(part.target)) theme_ = read_theme_colors(package_, part.target);
    }
    for (const package::Relationship& part : parts) {
      if (part.type == "sharedStrings" &&
          !read_shared_strings(package_, part.target, limits_, file_, theme_, strings_)) {
        return false;
      }
      if (part.type == "styles" && !read_cell_looks(package_, part.target, theme_, looks_)) return false;
      if (part.type == "vbaProject") file_.report(messages::IntakeMacros);
    }
    return read_sheets(parts);
  }

  bool read_sheets(const std::vector<package::Relationship>& parts) {
    const XlsxContext context{strings_, looks_, theme_, workbook_.from_1904};
    const bool is_data = std::any_of(workbook_.sheets.begin(), workbook_.sheets.end(),
                                     [](const XlsxSheetEntry& sheet) { return sheet.name == kDataSheet; });
    std::optional<XlsxPictures> pictures;
    if (is_data) pictures.emplace(package_, parts, limits_, file_);
    for (const XlsxSheetEntry& sheet : workbook_.sheets) {
      for (const package::Relationship& part : parts) {
        if (part.id != sheet.relationship) continue;
        if (part.type != "worksheet") {
          // A chart sheet or a dialog: it has no cells, but may show something.
          odd_sheets_.push_back(sheet.name);
          continue;
        }
        if (cells_.contains(sheet.name)) {
          file_.report(messages::IntakeDamaged, {"XLSX"});  // two sheets of one name
          return false;
        }
        XlsxCells& cells = cells_[sheet.name];
        SheetView& view = views_[sheet.name];
        view.is_hidden = sheet.is_hidden;
        if (!read_xlsx_sheet(package_, part.target, context, limits_, room_, file_, cells, view)) return false;
        const bool has_values = pictures && !sheet.is_hidden;
        std::vector<OverCells> over = read_over_cells(package_, part.target, has_values ? &*pictures : nullptr);
        view.over.insert(view.over.end(), std::make_move_iterator(over.begin()), std::make_move_iterator(over.end()));
        if (!has_values) continue;
        for (const auto& [place, cell] : cells) {
          if (!cell.picture) continue;
          if (const std::uint32_t number = pictures->number_in(cell)) cell_pictures_[{sheet.name, place}] = number;
        }
      }
    }
    return true;
  }

  void take_stamps() {
    // The stamp is stored in three places, since programs drop hidden sheets, custom properties or descriptions.
    // Differences are reported by add_stamp.
    if (const auto own = cells_.find(std::string(kMapSheet)); own != cells_.end()) map_ = read_field_map(own->second);
    add_stamp(map_.stamp, file_);
    file_.given = std::move(map_.given);
    if (!custom_.empty() && package_.has(custom_)) add_stamp(read_stamp_properties(package_, custom_), file_);
    if (core_.empty() || !package_.has(core_)) return;
    const CoreProperties core = read_core_properties(package_, core_);
    add_stamp(stamp_of_description(core.description), file_);
    const auto saved = moment_of_saving(core.created, core.modified);
    file_.saved = std::max<base::Moment>(saved.value_or(0), 0);
  }

  /// The stamp from the description of the file: JSON, or `gongwen kind=… edition=… hash=…`.
  static forms::FormStamp stamp_of_description(std::string_view text) {
    if (const std::size_t brace = text.find('{'); brace != std::string_view::npos) {
      const std::size_t close = text.rfind('}');
      if (close != std::string_view::npos && close > brace) {
        const forms::FormStamp stamp = read_stamp_json(text.substr(brace, close - brace + 1));
        if (!stamp.empty()) return stamp;
      }
    }
    const auto value = [text](std::string_view key) {
      const std::size_t at = text.find(key);
      if (at == std::string_view::npos) return std::string();
      const std::string_view rest = text.substr(at + key.size());
      return std::string(rest.substr(0, rest.find_first_of(" ;,\r\n")));
    };
    if (!text.starts_with("gongwen")) return {};
    return {value("kind="), value("edition="), value("hash=")};
  }

  void read_form() {
    report_lost();
    // Copies of the form in one workbook that cannot be told apart are refused: values of two people must not be mixed.
    if (!fields_.certain) {
      std::string sheets;
      for (const FormPart& part : fields_.parts) {
        for (const std::string& sheet : part.sheets) sheets += (sheets.empty() ? "" : ", ") + sheet;
      }
      const diagnostics::TextPair places = texts::IntakeSheets.pair(sheets);
      return file_.report(messages::IntakeMixedForms, {places.english, places.chinese});
    }
    file_.parts = fields_.parts;
    const std::set<std::pair<std::string, CellReference>> shared = find_shared();
    const std::set<std::pair<std::string, CellReference>> moved = find_cells_out_of_row(fields_.cells, map_);
    for (const FieldCell& cell : fields_.cells) {
      if (moved.contains({cell.sheet, cell.place})) {
        const diagnostics::BilingualText where = texts::IntakeInAnotherRow;
        file_.report_field(cell.pointer, place_of(cell), messages::IntakeFieldElsewhere,
                           {std::string(where.english), std::string(where.chinese)});
        continue;
      }
      const bool sure = !shared.contains({cell.sheet, cell.place}) && !is_hidden(cell) && is_that_field(cell);
      if (sure) read_cell(cell);
    }
    join_repeated_fields(file_);
    if (!file_.given.empty()) keep_printed();
    report_beside();
    keep_other_cells();
  }

  /// Keeps the other cells and the sheets, for readers that know the form and compare with it.
  void keep_other_cells() {
    file_.says_labels = !map_.fields.empty();
    file_.stated_print.assign(map_.printed.begin(), map_.printed.end());
    std::set<std::pair<std::string, CellReference>> own;
    for (const FieldCell& cell : fields_.cells) own.insert({cell.sheet, cell.place});
    for (const XlsxSheetEntry& sheet : workbook_.sheets) {
      if (is_own_sheet(sheet.name, sheet.is_hidden)) continue;
      for (const auto& [place, cell] : cells_[sheet.name]) {
        if (own.contains({sheet.name, place})) continue;
        file_.other_cells.push_back(loose_cell(sheet.name, place, cell));
        file_.other_cells.back().shown.clear();
      }
      SheetView& view = views_[sheet.name];
      view.name = sheet.name;
      view.is_hidden = sheet.is_hidden;
      file_.sheets.push_back(view);
    }
  }

  /// Keeps the texts of the visible sheets outside the fields, to which given data is compared.
  void keep_printed() {
    std::set<std::pair<std::string, CellReference>> own;
    for (const FieldCell& cell : fields_.cells) own.insert({cell.sheet, cell.place});
    for (const XlsxSheetEntry& sheet : workbook_.sheets) {
      if (sheet.is_hidden) continue;
      for (const auto& [place, cell] : cells_[sheet.name]) {
        if (!own.contains({sheet.name, place})) file_.printed += printed_text(cell.text) + "\n";
      }
    }
  }

  /// Sheets of the form that the workbook lacks, with the number of their fields. A sheet whose fields are elsewhere is
  /// not missing: it was renamed.
  std::map<std::string, std::size_t> find_missing_sheets() const {
    std::map<std::string, std::size_t> missing;
    for (const MappedField& field : map_.fields) {
      if (!cells_.contains(field.sheet)) ++missing[field.sheet];
    }
    for (const FieldCell& cell : fields_.cells) {
      if (const MappedField* const mapped = map_.find(cell.pointer)) missing.erase(mapped->sheet);
    }
    return missing;
  }

  void report_lost() {
    const std::map<std::string, std::size_t> missing = find_missing_sheets();
    for (const auto& [sheet, count] : missing) {
      file_.report(messages::IntakeSheetMissing, {sheet, std::to_string(count)});
    }
    for (const FieldCell& cell : fields_.lost) {
      const MappedField* const mapped = map_.find(cell.pointer);
      if (mapped != nullptr && missing.contains(mapped->sheet)) continue;
      const std::string place = cell.sheet.empty() ? std::string() : cell_reference_text(cell.place);
      file_.report_field(cell.pointer, {0, cell.sheet, place}, messages::IntakeLostName, {cell.name});
    }
  }

  /// Cells with the names of two fields: it is unknown whose value they contain.
  std::set<std::pair<std::string, CellReference>> find_shared() {
    std::map<std::pair<std::string, CellReference>, const FieldCell*> first;
    std::set<std::pair<std::string, CellReference>> shared;
    for (const FieldCell& cell : fields_.cells) {
      const auto [known, added] = first.emplace(std::pair(cell.sheet, cell.place), &cell);
      if (added || known->second->pointer == cell.pointer) continue;
      shared.insert({cell.sheet, cell.place});
      file_.report_field(cell.pointer, place_of(cell), messages::IntakeSharedCell, {known->second->name, cell.name});
    }
    return shared;
  }

  /// A value in a hidden sheet, row or column, or in the colour of its ground, was not filled in by a person, and is
  /// reported.
  bool is_hidden(const FieldCell& cell) {
    const auto sheet = std::find_if(workbook_.sheets.begin(), workbook_.sheets.end(),
                                    [&cell](const XlsxSheetEntry& entry) { return entry.name == cell.sheet; });
    const XlsxCells& cells = cells_[cell.sheet];
    const auto found = cells.find(cell.place);
    const SheetView& view = views_[cell.sheet];
    const bool hides = (sheet != workbook_.sheets.end() && sheet->is_hidden) ||
                       std::binary_search(view.hidden_rows.begin(), view.hidden_rows.end(), cell.place.row) ||
                       std::binary_search(view.hidden_columns.begin(), view.hidden_columns.end(), cell.place.column) ||
                       (found != cells.end() && found->second.invisible);
    if (!hides) return false;
    if (found != cells.end()) {
      file_.report_field(cell.pointer, place_of(cell), messages::IntakeHiddenField, {found->second.text});
    }
    return true;
  }

  /// Whether the label of the field is still beside the cell. Without labels in the form, the name of the cell is
  /// trusted.
  bool is_that_field(const FieldCell& cell) {
    const MappedField* const mapped = map_.find(cell.pointer);
    if (mapped == nullptr || !mapped->label) return true;
    if (!labels_.contains(cell.sheet)) labels_.emplace(cell.sheet, index_labels(labelled(cell.sheet)));
    if (has_label_beside(labels_[cell.sheet], cell.place, *mapped->label)) return true;
    const XlsxCells& cells = cells_[cell.sheet];
    const auto found = cells.find(cell.place);
    file_.report_field(cell.pointer, place_of(cell), messages::IntakeOtherLabel,
                       {mapped->label->text, found == cells.end() ? std::string() : found->second.text});
    return false;
  }

  static FieldPlace place_of(const FieldCell& cell) { return {0, cell.sheet, cell_reference_text(cell.place)}; }

  /// Reports texts beside the fields. Headers and footers are compared by report_other_cells.
  void report_beside() {
    for (const BesideText& beside : find_stray_cells(fields_, map_, cells_, views_)) {
      report_text_beside(beside.place, beside.text, file_);
    }
    for (const auto& [sheet, view] : views_) {
      for (const OverCells& over : view.over) {
        const bool is_own = !over.text.empty() && map_.printed.contains(label_text(over.text));
        if (over.sort != OverSort::Margin && !is_own) report_over(sheet, over, file_);
      }
    }
    for (const std::string& sheet : odd_sheets_) report_odd_sheet(sheet, file_);
  }

  /// Adds the printed texts and those of comments, up to kMaxInRow per row.
  void add_printed(const FieldPatterns& places, std::vector<std::vector<std::string>>& rows) const {
    constexpr std::size_t kMaxInRow = 200;
    std::set<std::string> printed;
    for (const auto& [sheet, cells] : cells_) {
      const auto fields = places.find(sheet);
      if (fields == places.end()) continue;
      for (const auto& [place, cell] : cells) {
        if (!fields->second.contains(place)) printed.insert(label_text(cell.text));
      }
    }
    for (const auto& [sheet, view] : views_) {
      for (const OverCells& over : view.over) printed.insert(label_text(over.text));
    }
    std::vector<std::string> row;
    for (const std::string& text : printed) {
      if (text.empty()) continue;
      if (row.empty()) row.emplace_back("texts");
      row.push_back(text);
      if (row.size() > kMaxInRow) rows.push_back(std::exchange(row, {}));
    }
    if (!row.empty()) rows.push_back(std::move(row));
  }

  void read_cell(const FieldCell& field) {
    const XlsxCells& cells = cells_.find(field.sheet)->second;
    const auto found = cells.find(field.place);
    const bool is_blank = found == cells.end() || trim_blanks(found->second.text).empty();
    if (is_blank && is_covered(field)) return;
    LooseCell cell{field.sheet, field.place.row, field.place.column, RawType::Text, {}};
    if (found != cells.end()) cell = loose_cell(field.sheet, field.place, found->second);
    // In the cell of a field, a picture is not a value.
    if (cell.trouble == CellError::Picture) cell.trouble = CellError::Error;
    const std::size_t before = file_.fields.size();
    take_field_cell(field.pointer, cell, map_.find(field.pointer), limits_.max_text, file_);
    if (found == cells.end()) return;
    for (std::size_t i = before; i < file_.fields.size(); ++i) file_.fields[i].room = found->second.room;
  }

  /// Whether another cell was merged over this one, which makes programs drop its content.
  bool is_covered(const FieldCell& field) {
    const std::vector<CellArea>& merges = views_[field.sheet].merges;
    const CellArea over = area_at(merges, field.place);
    const CellReference first{over.first_row, over.first_column};
    if (first == field.place) return false;
    const auto other = std::find_if(fields_.cells.begin(), fields_.cells.end(), [&](const FieldCell& cell) {
      return cell.sheet == field.sheet && cell.place == first;
    });
    file_.report_field(field.pointer, place_of(field), messages::IntakeSharedCell,
                       {other == fields_.cells.end() ? cell_reference_text(first) : other->name, field.name});
    return true;
  }

  static LooseCell loose_cell(const std::string& sheet, CellReference place, const XlsxCell& cell) {
    return {sheet,        place.row,   place.column, cell.type,       cell.text,   trouble_of(cell), cell.shown,
            cell.formula, cell.struck, cell.unsure,  cell.odd_format, cell.unseen, cell.formula_text};
  }

  void read_unnamed() {
    if (unnamed_ == UnnamedCells::Refuse) return file_.report(messages::IntakeNoNames);
    file_.is_unnamed = true;
    file_.stated_print.assign(map_.printed.begin(), map_.printed.end());
    collect_cells();
    for (const std::string& sheet : odd_sheets_) report_odd_sheet(sheet, file_);
  }

  /// The gravest problem of a cell; only one is reported.
  static CellError trouble_of(const XlsxCell& cell) {
    if (cell.twice) return CellError::Twice;
    if (cell.picture) return CellError::Picture;
    if (cell.error) return CellError::Error;
    if (cell.damaged) return CellError::Damaged;
    if (cell.formula && cell.text.empty()) return CellError::NoResult;
    if (cell.invisible) return CellError::Invisible;
    return cell.unseen.empty() ? CellError::None : CellError::PartHidden;
  }

  void collect_cells() {
    for (const XlsxName& name : workbook_.names) {
      const bool is_own = base::equals_ignoring_ascii_case(
          std::string_view(name.name).substr(0, kDataNamePrefix.size()), kDataNamePrefix);
      const auto target = is_own ? parse_sheet_reference(name.target) : std::nullopt;
      if (!target) continue;
      file_.data_names.push_back({name.name, target->sheet, target->cell.row, target->cell.column});
    }
    for (const XlsxSheetEntry& sheet : workbook_.sheets) {
      const auto cells = cells_.find(sheet.name);
      if (cells == cells_.end()) continue;
      for (const auto& [place, cell] : cells->second) {
        file_.loose_cells.push_back(loose_cell(sheet.name, place, cell));
        if (!cell.picture) continue;
        const auto picture = cell_pictures_.find({sheet.name, place});
        if (picture != cell_pictures_.end()) file_.loose_cells.back().picture = picture->second;
      }
      SheetView& view = views_[sheet.name];
      view.name = sheet.name;
      view.is_hidden = sheet.is_hidden;
      file_.sheets.push_back(std::move(view));
    }
  }

  XlsxPackage package_;
  UnnamedCells unnamed_;
  const IntakeLimits& limits_;
  ReturnedFile& file_;
  std::size_t room_;
  std::string custom_;
  std::string core_;
  XlsxWorkbook workbook_;
  ThemeColors theme_ = kOfficeTheme;
  SharedStrings strings_;
  CellLooks looks_;
  SheetCells cells_;
  FieldMap map_;
  FieldCells fields_;
  SheetViews views_;
  std::map<std::pair<std::string, CellReference>, std::uint32_t> cell_pictures_;  // numbers, of a data workbook
  std::vector<std::string> odd_sheets_;                                           // without cells
  std::map<std::string, LabelIndex> labels_;                                      // by name of the sheet
};

}  // namespace

ReturnedFile read_xlsx(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits) {
  ReturnedFile file;
  file.type = FileType::Xlsx;
  auto opened = package::ZipArchive::open(bytes, limits.zip());
  if (!opened) {
    report_zip_error(opened.error(), limits, file);
    return file;
  }
  package::ZipArchive& zip = *opened;
  // Word, PowerPoint and binary workbooks are packages as well; they get a separate message.
  if (!zip.has("[Content_Types].xml") ||
      (zip.has("word/document.xml") || zip.has("ppt/presentation.xml") || zip.has("xl/workbook.bin"))) {
    const auto has = [&zip](std::string_view part) {
      return zip.has(part);
    };
    const auto type = zip.read("mimetype");
    file.report(messages::IntakeOtherFormat, recognise_package(has, type ? *type : std::string()));
    return file;
  }
  XlsxReader(zip, unnamed, limits, file).read();
  return file;
}

std::vector<std::vector<std::string>> form_layout_rows(std::string_view form) {
  const IntakeLimits limits;
  ReturnedFile file;
  auto zip = package::ZipArchive::open(form, limits.zip());
  if (!zip) return {};
  return XlsxReader(*zip, UnnamedCells::Refuse, limits, file).layout_rows();
}

WorkbookLayout read_workbook_layout(std::string_view form) {
  const IntakeLimits limits;
  ReturnedFile file;
  auto zip = package::ZipArchive::open(form, limits.zip());
  if (!zip) return {};
  return XlsxReader(*zip, UnnamedCells::Refuse, limits, file).layout();
}

namespace {

std::string text_at(const XlsxCells& cells, std::uint32_t row, std::uint32_t column) {
  const auto cell = cells.find({row, column});
  return cell == cells.end() ? std::string() : cell->second.text;
}

std::string narrow_label(std::string_view text) { return narrow_text(trim_blanks(text)); }

/// The choices of a field: label and value in turn, from the sixth column on.
std::map<std::string, std::string> choices_at(const XlsxCells& cells, std::uint32_t row) {
  constexpr std::uint32_t kFirstChoice = 5;
  std::map<std::string, std::string> choices;
  for (std::uint32_t column = kFirstChoice;; column += 2) {
    const auto label = cells.find({row, column});
    if (label == cells.end()) return choices;
    choices.emplace(narrow_label(label->second.text), text_at(cells, row, column + 1));
  }
}

/// Joins the pieces of a long text, from the second column on: a cell has at most 32,767 characters.
std::string joined_at(const XlsxCells& cells, std::uint32_t row) {
  std::string text;
  for (auto cell = cells.find({row, 1}); cell != cells.end(); cell = cells.find({row, cell->first.column + 1})) {
    text += cell->second.text;
  }
  return text;
}

void take_label(const XlsxCells& cells, std::uint32_t row, std::map<std::string, FieldLabel>& labels) {
  FieldLabel label{text_at(cells, row, 2) == "above", 0, label_text(text_at(cells, row, 3))};
  const std::string distance = text_at(cells, row, 4);
  std::from_chars(distance.data(), distance.data() + distance.size(), label.distance);
  if (label.distance > 0 && !label.text.empty()) labels.emplace(text_at(cells, row, 1), std::move(label));
}

void take_printed(const XlsxCells& cells, std::uint32_t row, std::set<std::string>& printed) {
  for (auto cell = cells.find({row, 1}); cell != cells.end(); cell = cells.find({row, cell->first.column + 1})) {
    printed.insert(label_text(cell->second.text));
  }
}

/// The value whose label was chosen; an unknown word is kept as typed.
RawField chosen(const RawField& cell, const std::string& word, const MappedField& field) {
  RawField value{cell.pointer, RawType::Choice, word, word};
  const auto found = field.choices.find(narrow_label(word));
  if (found != field.choices.end()) value.text = found->second;
  value.place = cell.place;
  return value;
}

/// The message for a cell without a readable value; nullopt if it has one.
std::optional<diagnostics::DiagnosticId> message_of(CellError trouble) {
  switch (trouble) {
    case CellError::Error:
    case CellError::Picture: return messages::IntakeCellError;
    case CellError::Damaged: return messages::IntakeDamagedCell;
    case CellError::Twice: return messages::IntakeCellTwice;
    case CellError::NoResult: return messages::IntakeNoResult;
    case CellError::Invisible: return messages::IntakeHiddenField;
    case CellError::PartHidden:
    case CellError::None: break;
  }
  return std::nullopt;
}

}  // namespace

const MappedField* FieldMap::find(std::string_view pointer) const {
  const auto found = by_pointer.find(pointer);
  return found == by_pointer.end() ? nullptr : &fields[found->second];
}

FieldMap read_field_map(const XlsxCells& cells) {
  FieldMap map;
  std::map<std::string, FieldLabel> labels;  // by name of the cell
  for (const auto& [place, cell] : cells) {
    if (place.column != 0) continue;
    std::string_view head = cell.text;
    // Rows are recognised by their first cell. Unknown ones are skipped, so that later versions can add more.
    if (head.starts_with("gongwen.")) head.remove_prefix(8);
    const auto at = [&cells, row = place.row](std::uint32_t column) {
      return text_at(cells, row, column);
    };
    if (head == "kind") map.stamp.kind = at(1);
    if (head == "edition") map.stamp.edition = at(1);
    if (head == "hash") map.stamp.hash = at(1);
    if (head == "given") map.given = joined_at(cells, place.row);
    if (head == "label") take_label(cells, place.row, labels);
    if (head == "texts") take_printed(cells, place.row, map.printed);
    if (head.starts_with('{')) map.stamp = read_stamp_json(head);
    if (!head.starts_with("gw.") || !at(1).starts_with('/')) continue;
    if (!map.by_pointer.emplace(at(1), map.fields.size()).second) continue;
    map.fields.push_back({cell.text, at(1), at(2), at(3), at(4), choices_at(cells, place.row)});
  }
  for (MappedField& field : map.fields) {
    if (const auto label = labels.find(field.name); label != labels.end()) field.label = label->second;
  }
  return map;
}

RawField value_of_cell(const std::string& pointer, RawType type, const std::string& text, const std::string& shown) {
  // `007` in a cell with the format `000` is the number 7: the number that a person sees and means has the zeros.
  const bool has_zeros = type == RawType::Number && shown.starts_with('0') && shown.size() > text.size() &&
                         shown.find_first_not_of("0123456789") == std::string::npos;
  return has_zeros ? RawField{pointer, RawType::Text, shown} : RawField{pointer, type, text, shown};
}

std::optional<std::vector<RawField>> mapped_values(const RawField& cell, const MappedField& field) {
  if (field.choices.empty()) return std::nullopt;
  std::vector<RawField> values;
  if (field.type == "check") {
    const auto tick = cell.type == RawType::Boolean ? std::optional(cell.text == "true") : read_tick(cell.text);
    if (!tick) return std::nullopt;
    if (*tick) values.push_back(chosen(cell, field.choices.begin()->first, field));
  } else if (field.type == "choices") {
    for (const std::string& word : chosen_words(normal_text(cell.text))) values.push_back(chosen(cell, word, field));
  } else {
    if (!field.choices.contains(narrow_label(cell.text))) return std::nullopt;
    values.push_back(chosen(cell, cell.text, field));
  }
  return values;
}

bool take_field_cell(const std::string& pointer, const LooseCell& cell, const MappedField* mapped, std::size_t max_text,
                     ReturnedFile& file) {
  const FieldPlace where{0, cell.sheet, cell_reference_text({cell.row, cell.column})};
  const auto refuse = [&](diagnostics::DiagnosticId why, std::vector<std::string> arguments) {
    file.report_field(pointer, where, why, std::move(arguments));
    return false;
  };
  if (const auto why = message_of(cell.trouble)) return refuse(*why, {cell.text});
  if (trim_blanks(cell.text).empty()) {
    file.blanks.push_back({pointer, RawType::Text, {}, {}, where});
    return true;
  }
  if (cell.is_unsure) return refuse(messages::IntakeHiddenField, {cell.text});
  if (base::count_code_points(cell.text) > max_text) {
    return refuse(messages::IntakeTextTooLong, {std::to_string(max_text)});
  }
  if (!cell.unseen.empty()) {
    file.report_field(pointer, where, messages::IntakeHiddenPart, {cell.unseen, cell.text});
  }
  if (!cell.odd_format.empty()) {
    file.report_field(pointer, where, messages::IntakeOddFormat, {cell.text, cell.odd_format});
  }
  // Some programs write TRUE() into a ticked cell.
  if (cell.is_formula && cell.type != RawType::Boolean) {
    file.report_field(pointer, where, messages::IntakeFormula, {cell.text});
  }
  if (cell.is_struck) {
    const diagnostics::BilingualText line = texts::IntakeAStrikeThrough;
    file.report_field(pointer, where, messages::IntakeMarkBeside,
                      {std::string(line.english), std::string(line.chinese)});
  }
  RawField value = value_of_cell(pointer, cell.type, cell.text, cell.shown);
  value.place = where;
  auto values = mapped == nullptr ? std::nullopt : mapped_values(value, *mapped);
  if (!values) {
    file.fields.push_back(std::move(value));
    return true;
  }
  // A list of choices with none ticked is blank.
  if (values->empty()) file.blanks.push_back({pointer, RawType::Text, {}, {}, where});
  std::move(values->begin(), values->end(), std::back_inserter(file.fields));
  return true;
}

}  // namespace gongwen::intake
