#include "intake/read_xlsx.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "forms/field_names.h"
#include "intake/detail/field_map.h"
#include "intake/detail/repeated_fields.h"
#include "intake/detail/xlsx_workbook.h"
#include "intake/saved_time.h"
#include "intake/stamp.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

class XlsxReader {
 public:
  XlsxReader(ZipArchive& zip, UnnamedCells unnamed, const IntakeLimits& limits, ReturnedFile& file)
      : package_(zip, limits, file), unnamed_(unnamed), limits_(limits), file_(file), room_(limits.most_cells) {}

  void read() {
    if (!read_parts()) return;
    take_stamps();
    read_names();
    read_mapped();
    file_.is_data_workbook = cells_.contains(std::string(kDataSheet));
    if (file_.is_data_workbook) {
      collect_cells();
    } else if (known_ == 0) {
      read_unnamed();
    }
    join_repeated_fields(file_);
  }

 private:
  /// Reads every part of the package that is wanted; what is wrong has been told.
  bool read_parts() {
    std::string main;
    for (const Relationship& relationship : package_.relationships({})) {
      if (relationship.type == "officeDocument") main = relationship.target;
      if (relationship.type == "custom-properties") custom_ = relationship.target;
      if (relationship.type == "core-properties") core_ = relationship.target;
    }
    if (main.empty()) {
      file_.tell(messages::IntakeUnknownFile);
      return false;
    }
    if (!read_xlsx_workbook(package_, main, limits_, file_, workbook_)) return false;
    const std::vector<Relationship> parts = package_.relationships(main);
    for (const Relationship& part : parts) {
      if (part.type == "sharedStrings" && !read_shared_strings(package_, part.target, limits_, file_, strings_)) {
        return false;
      }
      if (part.type == "styles" && !read_date_formats(package_, part.target, dates_)) return false;
      if (part.type == "vbaProject") file_.tell(messages::IntakeMacros);
    }
    return read_sheets(parts);
  }

  bool read_sheets(const std::vector<Relationship>& parts) {
    const XlsxContext context{strings_, dates_, workbook_.from_1904};
    for (const XlsxSheetEntry& sheet : workbook_.sheets) {
      for (const Relationship& part : parts) {
        if (part.id != sheet.relationship || part.type != "worksheet") continue;
        XlsxCells& cells = cells_[sheet.name];
        if (!read_xlsx_sheet(package_, part.target, context, limits_, room_, file_, cells)) return false;
      }
    }
    return true;
  }

  void take_stamps() {
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

  /// `gongwen kind=… edition=… hash=…`, or the JSON of the stamp, anywhere in the description.
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

  void read_names() {
    for (const XlsxName& name : workbook_.names) {
      auto pointer = pointer_of(name.name);
      if (!pointer) continue;
      ++known_;
      const auto target = parse_sheet_reference(name.target);
      if (!target || !cells_.contains(target->sheet)) {
        const auto mapped = map_place(*pointer);
        if (!mapped) {
          file_.tell_of(*pointer, {}, messages::IntakeLostName, {name.name});
          continue;
        }
        read_cell(*pointer, mapped->sheet, mapped->cell);
        continue;
      }
      read_cell(*pointer, target->sheet, target->cell);
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

  std::optional<SheetReference> map_place(std::string_view pointer) const {
    const MappedField* const field = map_.find(pointer);
    const auto cell = field == nullptr ? std::nullopt : parse_cell_reference(field->cell);
    if (!cell || !cells_.contains(field->sheet)) return std::nullopt;
    return SheetReference{field->sheet, *cell};
  }

  /// Fields of the map that no name speaks of: some programs drop names.
  void read_mapped() {
    for (const MappedField& field : map_.fields) {
      if (named_.contains(field.pointer)) continue;
      const auto place = map_place(field.pointer);
      if (!place) {
        file_.tell_of(field.pointer, {0, field.sheet, field.cell}, messages::IntakeLostName, {field.name});
        continue;
      }
      ++known_;
      read_cell(field.pointer, place->sheet, place->cell);
    }
  }

  void read_cell(const std::string& pointer, const std::string& sheet, CellReference place) {
    named_.insert(pointer);
    const XlsxCells& cells = cells_.find(sheet)->second;
    const auto found = cells.find(place);
    if (found == cells.end()) return;
    const XlsxCell& cell = found->second;
    const FieldPlace where{0, sheet, cell_reference_text(place)};
    if (cell.error) return file_.tell_of(pointer, where, messages::IntakeCellError, {cell.text});
    if (base::count_code_points(cell.text) > limits_.most_text) {
      return file_.tell_of(pointer, where, messages::IntakeTextTooLong, {std::to_string(limits_.most_text)});
    }
    // Some programs make the formula TRUE() of a ticked cell.
    if (cell.formula && cell.type != RawType::Boolean) {
      file_.tell_of(pointer, where, messages::IntakeFormula, {cell.text});
    }
    RawField field{pointer, cell.type, cell.text};
    field.place = where;
    const MappedField* const mapped = map_.find(pointer);
    if (auto values = mapped == nullptr ? std::nullopt : mapped_values(field, *mapped)) {
      std::move(values->begin(), values->end(), std::back_inserter(file_.fields));
    } else {
      file_.fields.push_back(std::move(field));
    }
  }

  void read_unnamed() {
    if (unnamed_ == UnnamedCells::Refuse) return file_.tell(messages::IntakeNoNames);
    collect_cells();
  }

  /// Of a data workbook also those with errors, which show them as their texts.
  void collect_cells() {
    for (const XlsxSheetEntry& sheet : workbook_.sheets) {
      const auto cells = cells_.find(sheet.name);
      if (cells == cells_.end()) continue;
      for (const auto& [place, cell] : cells->second) {
        if (cell.error && !file_.is_data_workbook) continue;
        file_.loose_cells.push_back({sheet.name, place.row, place.column, cell.type, cell.text});
      }
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
  std::vector<std::string> strings_;
  std::vector<bool> dates_;
  std::map<std::string, XlsxCells> cells_;  // by name of the sheet
  FieldMap map_;
  std::set<std::string> named_;
  std::size_t known_ = 0;
};

}  // namespace

ReturnedFile read_xlsx(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits) {
  ReturnedFile file;
  file.type = FileType::Xlsx;
  ZipArchive zip(bytes, limits);
  if (tell_zip_fault(zip.fault(), limits, file)) return file;
  if (!zip.has("[Content_Types].xml")) {
    file.tell(messages::IntakeUnknownFile);
    return file;
  }
  XlsxReader(zip, unnamed, limits, file).read();
  return file;
}

}  // namespace gongwen::intake
