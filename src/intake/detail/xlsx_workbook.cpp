#include "intake/detail/xlsx_workbook.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/cells.h"
#include "intake/detail/xlsx_looks.h"

// Parts that all sheets share: the list of sheets and names (ECMA-376-1, 18.2), shared texts (18.4), custom properties
// (22.3) and core properties (ECMA-376-2, 11). Phonetic runs (rPh) are not text of a cell.
namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

bool is_true(std::string_view text) { return text == "1" || text == "true" || text == "on"; }

class WorkbookReader final : public package::XmlHandler {
 public:
  WorkbookReader(XlsxWorkbook& workbook, std::size_t max_names) : workbook_(workbook), max_names_(max_names) {}

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (local == "workbookPr") {
      workbook_.from_1904 = is_true(attributes.find("date1904"));
    } else if (local == "sheet") {
      workbook_.sheets.push_back({std::string(attributes.find("name")), std::string(relationship_id(attributes)),
                                  attributes.find("state").find("idden") != std::string_view::npos});
    } else if (local == "definedName") {
      workbook_.names.push_back({std::string(attributes.find("name")), {}});
      in_name_ = true;
    }
  }
  void end(std::string_view /*name*/) override { in_name_ = false; }
  void text(std::string_view piece) override {
    if (in_name_) workbook_.names.back().target += piece;
  }
  bool wants_more() const override { return !too_many(); }
  bool too_many() const { return workbook_.names.size() > max_names_ || workbook_.sheets.size() > max_names_; }

 private:
  /// The attribute `r:id`, whatever its prefix; `sheetId` is not a relationship.
  static std::string_view relationship_id(const package::XmlAttributes& attributes) { return attributes.find("id"); }

  XlsxWorkbook& workbook_;
  std::size_t max_names_;
  bool in_name_ = false;
};

class SharedStringReader final : public package::XmlHandler {
 public:
  SharedStringReader(const ThemeColors& theme, SharedStrings& strings, std::size_t max_bytes)
      : strings_(strings.texts), looks_(strings.looks), runs_(theme), max_bytes_(max_bytes) {}

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (local == "si") current_.clear();
    if (local == "rPh") ++phonetic_;
    if (phonetic_ == 0) runs_.start(local, attributes);
    if (local == "t") in_text_ = phonetic_ == 0;
  }
  void end(std::string_view name) override {
    const std::string_view local = package::local_name(name);
    if (local == "t") in_text_ = false;
    if (local == "rPh") --phonetic_;
    if (local != "si") return;
    RunLooks looks = runs_.take();
    if (!looks.runs.empty()) looks_.emplace(strings_.size(), std::move(looks));
    strings_.push_back(decode_cell_escapes(current_));
  }
  void text(std::string_view piece) override {
    if (!in_text_) return;
    runs_.text(piece);
    current_ += piece;
    bytes_ += piece.size();
  }
  bool wants_more() const override { return !too_many(); }
  bool too_many() const { return bytes_ > max_bytes_ || strings_.size() > max_bytes_ / 8; }

 private:
  std::vector<std::string>& strings_;
  std::map<std::size_t, RunLooks>& looks_;
  RunLookReader runs_;
  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::string current_;
  int phonetic_ = 0;
  bool in_text_ = false;
};

class PropertyReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    if (package::local_name(name) != "property") return;
    const std::string_view property = attributes.find("name");
    value_ = property == "gongwen.kind"      ? &stamp.kind
             : property == "gongwen.edition" ? &stamp.edition
             : property == "gongwen.hash"    ? &stamp.hash
             : property == "gongwen.given"   ? &stamp.given
             : property == "gongwen.receipt" ? &stamp.receipt
                                             : nullptr;
  }
  void end(std::string_view name) override {
    if (package::local_name(name) == "property") value_ = nullptr;
  }
  void text(std::string_view piece) override {
    if (value_ != nullptr) *value_ += base::trim_ascii_space(piece);
  }
  forms::FormStamp stamp;

 private:
  std::string* value_ = nullptr;
};

class CorePropertyReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& /*attributes*/) override {
    const std::string_view local = package::local_name(name);
    text_ = local == "description" ? &properties.description
            : local == "created"   ? &properties.created
            : local == "modified"  ? &properties.modified
                                   : nullptr;
  }
  void end(std::string_view /*name*/) override { text_ = nullptr; }
  void text(std::string_view piece) override {
    if (text_ != nullptr) *text_ += piece;
  }
  CoreProperties properties;

 private:
  std::string* text_ = nullptr;
};

}  // namespace

bool read_xlsx_workbook(XlsxPackage& package, std::string_view part, const IntakeLimits& limits, ReturnedFile& file,
                        XlsxWorkbook& workbook) {
  WorkbookReader reader(workbook, limits.max_names);
  if (!package.read(part, reader)) return false;
  if (!reader.too_many()) return true;
  const diagnostics::TextPair limit = texts::IntakeMoreNames.pair(limits.max_names);
  file.report(messages::IntakeLimit, {limit.english, limit.chinese});
  return false;
}

bool read_shared_strings(XlsxPackage& package, std::string_view part, const IntakeLimits& limits, ReturnedFile& file,
                         const ThemeColors& theme, SharedStrings& strings) {
  SharedStringReader reader(theme, strings, limits.max_shared_bytes);
  if (!package.read(part, reader)) return false;
  if (!reader.too_many()) return true;
  const diagnostics::TextPair limit = texts::IntakeMoreSharedTexts.pair(limits.max_shared_bytes >> 20);
  file.report(messages::IntakeLimit, {limit.english, limit.chinese});
  return false;
}

forms::FormStamp read_stamp_properties(XlsxPackage& package, std::string_view part) {
  PropertyReader reader;
  package.read(part, reader);
  return std::move(reader.stamp);
}

CoreProperties read_core_properties(XlsxPackage& package, std::string_view part) {
  CorePropertyReader reader;
  package.read(part, reader);
  return std::move(reader.properties);
}

}  // namespace gongwen::intake
