#include "adopt/book/workbook_template.h"

#include "adopt/book/detail/book_model.h"
#include "adopt/book/detail/read_sheet.h"
#include "adopt/book/detail/relocation.h"
#include "adopt/book/detail/template_text.h"
#include "adopt/tags.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/book.h"
#include "intake/cells.h"
#include "package/relationships.h"
#include "package/zip_archive.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace gongwen::book {
namespace {

namespace messages = diagnostics::messages;

/// The file type of compound documents: encrypted workbooks, and those of older programs.
constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr std::uint32_t kTextFormat = 49;    // `@`
constexpr std::uint32_t kTwoRows = 400'000;  // in EMU (1/360,000 cm)

class BookReader {
 public:
  BookReader(std::shared_ptr<BookModel> model, const TemplateRequest& request, diagnostics::DiagnosticSink& sink)
      : model_(std::move(model)), request_(request), sink_(sink), out_(request.source, sink) {}

  WorkbookTemplate run() {
    WorkbookTemplate made;
    const diagnostics::ErrorWatch watch(sink_);
    if (read()) {
      report_other_tags();
      const bool has_tags = std::any_of(model_->sheets.begin(), model_->sheets.end(),
                                        [](const SheetModel& sheet) { return sheet.has_tags; });
      if (!has_tags && !watch.saw_errors()) sink_.report(messages::BookNothing, diagnostics::Origin{}, model_->name);
    }
    if (!watch.saw_errors()) made.model = model_;
    made.text = std::move(out_).text();
    made.places = std::move(out_).places();
    return made;
  }

 private:
  bool read() {
    if (model_->bytes.starts_with(kCompound)) return fail(messages::BookOldFile);
    auto zip = package::ZipArchive::open(model_->bytes, {});
    if (!zip)
      return fail(zip.error() == package::ZipError::Encrypted ? messages::BookOldFile : messages::BookUnreadable);
    zip_.emplace(*std::move(zip));
    const auto workbook = find_target({}, "officeDocument");
    if (!workbook || !read_workbook(*workbook)) return fail(messages::BookUnreadable);
    if (has_macros()) return fail(messages::BookMacros);
    BookTexts texts;
    if (!read_strings(texts) || !read_styles(texts)) return fail(messages::BookUnreadable);
    const std::vector<NamedCells> names = named_cells();
    std::set<std::size_t> used;
    for (std::size_t i = 0; i < model_->sheets.size(); ++i) {
      SheetModel& sheet = model_->sheets[i];
      read_tables(sheet);
      sheet.rooms = TextRooms(sheet.xml, texts.looks.standard_half_points);
      out_.command(Command::Sheet, i);
      SheetReader reader(sheet, texts, names[i], out_, sink_);
      if (!reader.read()) return fail(messages::BookUnreadable);
      used.insert(reader.used_strings().begin(), reader.used_strings().end());
      if (adopt::find_tags(sheet.name).empty()) continue;
      sink_.report(messages::BookTagKept, out_.origin(sheet.name), sheet.name);
    }
    for (const SheetModel& sheet : model_->sheets) report_notes(sheet);
    report_text_references();
    blank_strings(used);
    drop_calculation_order();
    return true;
  }

  bool fail(diagnostics::DiagnosticId id) {
    sink_.report(id, diagnostics::Origin{}, model_->name);
    return false;
  }

  package::RelationshipReader relationships(std::string_view part) const {
    package::RelationshipReader reader(part);
    if (const auto xml = zip_->read(package::relationship_part(part))) package::read_xml(*xml, {}, reader);
    return reader;
  }

  std::optional<std::string> find_target(std::string_view part, std::string_view type) const {
    for (const package::Relationship& one : relationships(part).found) {
      if (one.type == type) return one.target;
    }
    return std::nullopt;
  }

  std::optional<XmlPart> open(const std::string& part) const {
    auto bytes = zip_->read(part);
    return bytes ? XmlPart::open(*std::move(bytes)) : std::nullopt;
  }

  bool read_workbook(const std::string& part) {
    model_->part = part;
    workbook_ = open(part);
    if (!workbook_) return false;
    const std::vector<package::Relationship> all = relationships(part).found;
    for (const PartElement& element : workbook_->elements()) {
      if (element.name == "workbookPr") {
        const std::string from = workbook_->attribute(element, "date1904");
        model_->counts_from_1904 = from == "1" || from == "true";
      }
      if (element.name != "sheet") continue;
      const std::string id = workbook_->attribute(element, "id");
      const auto target = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
      if (target == all.end() || target->type != "worksheet") continue;  // a sheet that is a chart
      auto xml = open(target->target);
      if (!xml) return false;
      SheetModel sheet;
      sheet.name = workbook_->attribute(element, "name");
      sheet.part = target->target;
      sheet.xml = *std::move(xml);
      sheet.data = sheet.xml.elements().size();
      for (std::size_t i = 0; i < sheet.xml.elements().size(); ++i) {
        if (sheet.xml.elements()[i].name == "sheetData") sheet.data = i;
      }
      model_->sheets.push_back(std::move(sheet));
    }
    return !model_->sheets.empty();
  }

  bool has_macros() const {
    for (const std::string& entry : zip_->names()) {
      const std::string name = base::ascii_lowercase(entry);
      if (name.ends_with("vbaproject.bin") || name.starts_with("_xmlsignatures/") ||
          name.find("/macrosheets/") != std::string::npos)
        return true;
    }
    return false;
  }

  bool read_strings(BookTexts& texts) {
    const auto part = find_target(model_->part, "sharedStrings");
    if (!part) return true;
    strings_part_ = *part;
    strings_ = open(*part);
    if (!strings_) return false;
    for (const PartElement& element : strings_->elements()) {
      if (element.name != "si") continue;
      texts.strings.push_back(cell_text(*strings_, element));
      string_elements_.push_back(strings_->index_of(element));
    }
    return true;
  }

  bool read_styles(BookTexts& texts) {
    const auto part = find_target(model_->part, "styles");
    if (!part) return true;
    model_->styles_part = *part;
    model_->styles = open(*part);
    const std::optional<XmlPart>& styles = model_->styles;
    if (!styles) return false;
    texts.looks = text_looks(*styles);
    std::map<std::uint32_t, std::string> codes;
    for (const PartElement& element : styles->elements()) {
      if (element.name == "numFmt")
        codes[number(styles->attribute(element, "numFmtId"))] = styles->attribute(element, "formatCode");
      const bool is_style = element.name == "xf" && element.parent != word::kNoIndex &&
                            styles->elements()[element.parent].name == "cellXfs";
      if (!is_style) continue;
      const std::uint32_t id = number(styles->attribute(element, "numFmtId"));
      const auto code = codes.find(id);
      const std::string_view written = code == codes.end() ? std::string_view() : std::string_view(code->second);
      ValueFormat format = ValueFormat::Number;
      if (id == kTextFormat || written == "@") format = ValueFormat::Text;
      if (intake::is_date_format(id, written)) format = ValueFormat::Date;
      texts.formats.push_back(format);
      model_->cell_styles.push_back(styles->index_of(element));
    }
    return true;
  }

  static std::uint32_t number(std::string_view digits) {
    std::uint32_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  }

  /// For each sheet, the cells whose defined name is that of a field.
  std::vector<NamedCells> named_cells() const {
    std::vector<NamedCells> found(model_->sheets.size());
    for (const PartElement& element : workbook_->elements()) {
      if (element.name != "definedName") continue;
      const std::string name = workbook_->attribute(element, "name");
      const auto place = sole_reference(workbook_->text_of(element));
      if (!place || place->first.column == 0 || place->first.row == 0) continue;
      const std::string expression = request_.expression_for(name);
      if (expression.empty()) continue;
      for (std::size_t i = 0; i < model_->sheets.size(); ++i) {
        const SheetModel& sheet = model_->sheets[i];
        if (base::ascii_lowercase(sheet.name) != base::ascii_lowercase(place->sheet)) continue;
        // One cell, or the cells that are merged to one.
        const ReferenceEnd last = place->last.value_or(place->first);
        const bool is_one = last.row == place->first.row && last.column == place->first.column;
        if (is_one || is_merged(sheet, place->first, last))
          found[i].try_emplace({place->first.row, place->first.column}, NamedCell{name, expression});
      }
    }
    return found;
  }

  static bool is_merged(const SheetModel& sheet, const ReferenceEnd& first, const ReferenceEnd& last) {
    return std::any_of(sheet.xml.elements().begin(), sheet.xml.elements().end(), [&](const PartElement& element) {
      if (element.name != "mergeCell") return false;
      const auto range = sole_reference(sheet.xml.attribute(element, "ref"));
      return range && range->last && range->first.row == first.row && range->first.column == first.column &&
             range->last->row == last.row && range->last->column == last.column;
    });
  }

  void read_tables(SheetModel& sheet) const {
    for (const package::Relationship& one : relationships(sheet.part).found) {
      const auto xml = one.type == "table" ? open(one.target) : std::nullopt;
      if (!xml || xml->elements().empty()) continue;
      const PartElement& root = xml->elements().front();
      const auto range = sole_reference(xml->attribute(root, "ref"));
      if (!range || !range->last) continue;
      const std::string heads = xml->attribute(root, "headerRowCount");
      const std::uint32_t totals = number(xml->attribute(root, "totalsRowCount"));
      sheet.tables.push_back({one.target, range->first.row + (heads == "0" ? 0 : 1), range->last->row - totals,
                              range->first.column, range->last->column});
    }
  }

  /// Shared texts with tags are written into their cells, and would otherwise stay unused in the file.
  void blank_strings(const std::set<std::size_t>& used) {
    if (used.empty() || !strings_) return;
    XmlChanges changes(*strings_);
    for (const std::size_t index : used) {
      const PartElement& element = strings_->elements()[string_elements_[index]];
      const std::string prefix(word::prefix_of(strings_->xml(), element));
      changes.replace(element.inner_begin, element.inner_end, "<" + prefix + "t/>");
    }
    model_->changed[strings_part_] = changes.written();
  }

  /// The order of calculation names cells that may no longer exist; programs generate it again.
  void drop_calculation_order() {
    const auto part = find_target(model_->part, "calcChain");
    if (!part) return;
    model_->dropped.push_back(*part);
    const std::string relations = package::relationship_part(model_->part);
    if (const auto xml = open(relations)) {
      XmlChanges changes(*xml);
      for (const PartElement& element : xml->elements()) {
        if (xml->attribute(element, "Type").ends_with("/calcChain")) changes.remove(element);
      }
      model_->changed[relations] = changes.written();
    }
    constexpr std::string_view kTypes = "[Content_Types].xml";
    if (const auto xml = open(std::string(kTypes))) {
      XmlChanges changes(*xml);
      for (const PartElement& element : xml->elements()) {
        if (element.name == "Override" && xml->attribute(element, "PartName") == "/" + *part) changes.remove(element);
      }
      model_->changed[std::string(kTypes)] = changes.written();
    }
  }

  /// The row, from 1, of a corner of a drawing's place; nullopt for other elements.
  static std::optional<std::uint32_t> row_of_corner(const XmlPart& xml, const PartElement& place,
                                                    std::string_view name) {
    const PartElement* const corner = xml.child(place, name);
    const PartElement* const row = corner == nullptr ? nullptr : xml.child(*corner, "row");
    return row == nullptr ? std::nullopt : std::optional(number(xml.text_of(*row)) + 1);
  }

  /// References that a formula builds from texts, which do not change when rows are repeated or left out.
  void report_text_references() {
    const bool has_lists = std::ranges::any_of(model_->sheets, [](const SheetModel& sheet) {
      return std::ranges::any_of(sheet.rows,
                                 [&](const RowModel& row) { return sheet.loops.loop_of(row.row) != kNoLoop; });
    });
    if (!has_lists) return;
    for (const SheetModel& sheet : model_->sheets) {
      for (const PartElement& element : sheet.xml.elements()) {
        if (element.name != "f" || element.parent == word::kNoIndex) continue;
        const std::string formula = base::ascii_lowercase(sheet.xml.text_of(element));
        const std::size_t call = formula.find("indirect(");
        if (call == std::string::npos || formula.find('"', call) == std::string::npos) continue;
        const std::string place = sheet.name + "!" + sheet.xml.attribute(sheet.xml.elements()[element.parent], "r");
        sink_.report(messages::BookTextReference, out_.origin(place), place);
      }
    }
  }

  /// Notes and pictures in rows of lists.
  void report_notes(const SheetModel& sheet) {
    const auto check = [&](std::uint32_t row, const std::string& place) {
      if (sheet.loops.loop_of(row) != kNoLoop) sink_.report(messages::BookStaysOnce, out_.origin(place), place);
    };
    for (const package::Relationship& one : relationships(sheet.part).found) {
      const auto xml = one.type == "comments" || one.type == "drawing" ? open(one.target) : std::nullopt;
      if (!xml) continue;
      if (one.type == "comments") known_parts_.insert(one.target);
      for (const PartElement& element : xml->elements()) {
        if (element.name == "comment") {
          const std::string cell = xml->attribute(element, "ref");
          const std::string place = sheet.name + "!" + cell;
          if (!adopt::find_tags(xml->text_of(element)).empty())
            sink_.report(messages::BookTagKept, out_.origin(place), place);
          if (const auto reference = sole_reference(cell)) check(reference->first.row, place);
        } else if (const auto row = row_of_corner(*xml, element, "from")) {
          // A drawing that extends beyond the list, such as a chart beside it, belongs to no single row.
          const auto last = row_of_corner(*xml, element, "to");
          const PartElement* const size = xml->child(element, "ext");
          const bool is_small = size == nullptr || number(xml->attribute(*size, "cy")) < kTwoRows;
          if (last ? sheet.loops.loop_of(*last) != kNoLoop : is_small)
            check(*row, sheet.name + "!" + std::to_string(*row));
        }
      }
    }
  }

  /// Reports tags in places that are not filled in: notes, text boxes, titles of charts, rules of cells.
  void report_other_tags() {
    known_parts_.insert({strings_part_, model_->part});
    for (const SheetModel& sheet : model_->sheets) known_parts_.insert(sheet.part);
    for (const std::string& entry : zip_->names()) {
      if (known_parts_.contains(entry) || !entry.ends_with(".xml")) continue;
      const auto bytes = zip_->read(entry);
      if (!bytes || adopt::find_tags(*bytes).empty()) continue;
      // Copies of cells, such as those of charts and pivot tables, are generated again.
      const bool is_copy =
          entry.find("pivotCache") != std::string::npos || adopt::find_tags(without_copies(*bytes)).empty();
      if (!is_copy) sink_.report(messages::BookTagKept, out_.origin(entry), entry);
    }
  }

  static std::string without_copies(const std::string& bytes) {
    const auto xml = XmlPart::open(bytes);
    if (!xml) return bytes;
    XmlChanges changes(*xml);
    for (const PartElement& element : xml->elements()) {
      if (element.name.ends_with("Cache")) changes.remove(element);
    }
    return changes.written();
  }

  std::shared_ptr<BookModel> model_;
  const TemplateRequest& request_;
  diagnostics::DiagnosticSink& sink_;
  TemplateText out_;
  mutable std::optional<package::ZipArchive> zip_;
  std::optional<XmlPart> workbook_;
  std::optional<XmlPart> strings_;
  std::string strings_part_;
  std::set<std::string, std::less<>> known_parts_;  // whose tags have been handled
  std::vector<std::uint32_t> string_elements_;
};

}  // namespace

WorkbookTemplate workbook_template(std::string bytes, const TemplateRequest& request,
                                   diagnostics::DiagnosticSink& sink) {
  auto model = std::make_shared<BookModel>();
  model->name = request.name;
  model->bytes = std::move(bytes);
  return BookReader(std::move(model), request, sink).run();
}

}  // namespace gongwen::book
