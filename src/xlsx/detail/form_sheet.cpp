#include "base/format.h"
#include "base/utf8.h"
#include "sheet/limits.h"
#include "xlsx/detail/cell_writer.h"
#include "xlsx/detail/sheet_writers.h"

namespace gongwen::xlsx {
namespace {

/// UTF-16 code units of one cell: less than it may hold, for programs that count escapes of XML as well.
constexpr std::size_t kMaxChunkUnits = 32'000;

/// What some program on the way changes or drops: controls and other blanks than U+0020, what XML cannot hold, a byte
/// order mark, `_` for its part in escapes of SpreadsheetML, `=` for openpyxl, which takes a text that starts with it
/// for a formula.
bool is_at_risk(char32_t c) {
  return c < 0x20 || c == U'_' || c == U'=' || (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         sheet::is_forbidden_character(c);
}

/// The same JSON value without such characters. All of them are inside of strings, where they may be escaped.
std::string safe_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const auto& decoded : base::CodePoints(json)) {
    if (is_at_risk(decoded.code_point)) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(decoded.code_point));
    } else {
      base::append_utf8(out, decoded.code_point);
    }
  }
  return out;
}

class FormSheetWriter {
 public:
  FormSheetWriter(const sheet::Workbook& model, lxw_worksheet* worksheet, Outcome& outcome)
      : model_(model), worksheet_(worksheet), outcome_(outcome) {}

  void write() {
    const forms::FormStamp& stamp = *model_.stamp;
    write_row({"kind", stamp.kind});
    write_row({"edition", stamp.edition});
    write_row({"hash", stamp.hash});
    write_row({"name", "pointer", "type", "sheet", "cell", "label", "value"});
    for (const sheet::DefinedName& name : model_.names) {
      if (name.pointer.empty()) continue;
      std::vector<std::string_view> row{name.name, name.pointer, name.type, model_.sheets[name.sheet].name};
      const std::string cell = to_text(name.range.first);
      row.push_back(cell);
      for (const forms::FieldChoice& choice : name.choices) row.insert(row.end(), {choice.label, choice.value});
      write_row(row);
    }
    for (const std::vector<std::string>& row : model_.layout_rows) write_row({row.begin(), row.end()});
    if (!model_.given.empty()) write_given(safe_json(model_.given));
  }

 private:
  void write_row(const std::vector<std::string_view>& texts) {
    for (std::size_t column = 0; column < texts.size(); ++column) {
      outcome_.check(worksheet_write_string(worksheet_, row_, static_cast<lxw_col_t>(column),
                                            text_.encode(texts[column]), nullptr));
    }
    ++row_;
  }

  void write_given(std::string_view json) {
    std::vector<std::string_view> row{"given"};
    while (!json.empty()) {
      row.push_back(sheet::first_utf16_units(json, kMaxChunkUnits));
      json.remove_prefix(row.back().size());
    }
    write_row(row);
  }

  const sheet::Workbook& model_;
  lxw_worksheet* worksheet_;
  Outcome& outcome_;
  CellText text_;
  lxw_row_t row_ = 0;
};

}  // namespace

void write_stamp_properties(const forms::FormStamp& stamp, lxw_workbook* workbook, Outcome& outcome) {
  const auto set = [&](const char* name, const std::string& value) {
    outcome.check(workbook_set_custom_property_string(workbook, name, value.c_str()));
  };
  set("gongwen.kind", stamp.kind);
  set("gongwen.edition", stamp.edition);
  set("gongwen.hash", stamp.hash);
}

void write_form_sheet(const sheet::Workbook& model, lxw_workbook* workbook, Outcome& outcome) {
  const std::string name(sheet::kFormSheetName);
  lxw_worksheet* const worksheet = workbook_add_worksheet(workbook, name.c_str());
  if (worksheet == nullptr) {
    outcome.check(LXW_ERROR_MEMORY_MALLOC_FAILED);
    return;
  }
  worksheet_hide(worksheet);
  worksheet_protect(worksheet, nullptr, nullptr);
  FormSheetWriter(model, worksheet, outcome).write();
}

}  // namespace gongwen::xlsx
