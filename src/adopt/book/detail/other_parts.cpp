#include "adopt/book/detail/other_parts.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/book.h"
#include "package/relationships.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::book {
namespace {

namespace messages = diagnostics::messages;
using Gaps = Relocation::Gaps;

class PartMover {
 public:
  PartMover(const BookModel& book, package::ZipArchive& zip, FormulaMover& mover,
            std::map<std::string, std::string, std::less<>>& changed, diagnostics::DiagnosticSink& sink)
      : book_(book), zip_(zip), mover_(mover), changed_(changed), sink_(sink) {}

  void run() {
    workbook();
    for (std::size_t i = 0; i < book_.sheets.size(); ++i) {
      if (!relocation().is_same()) parts_of(i);
    }
    by_type();
  }

 private:
  Relocation& relocation() { return mover_.relocation(); }

  template <typename Change>
  void change(const std::string& part, Change&& make) {
    auto bytes = zip_.read(part);
    const auto xml = bytes ? XmlPart::open(*std::move(bytes)) : std::nullopt;
    if (!xml) return;
    XmlChanges changes(*xml);
    make(*xml, changes);
    if (!changes.is_empty()) changed_[part] = changes.written();
  }

  // The workbook.

  void workbook() {
    change(book_.part, [&](const XmlPart& xml, XmlChanges& changes) {
      const PartElement* behind = nullptr;  // the element after which that for calculation is placed
      bool is_set = false;
      constexpr auto kBefore =
          std::to_array<std::string_view>({"sheets", "functionGroups", "externalReferences", "definedNames"});
      for (const PartElement& element : xml.elements()) {
        if (element.name == "definedName") defined_name(xml, element, changes);
        if (std::ranges::count(kBefore, element.name) > 0 && element.parent == 0) behind = &element;
        if (element.name != "calcPr") continue;
        changes.set_attribute(element, "fullCalcOnLoad", "1");
        is_set = true;
      }
      if (is_set || behind == nullptr) return;
      const std::string prefix(word::prefix_of(xml.xml(), *behind));
      changes.replace(behind->end, behind->end, "<" + prefix + "calcPr fullCalcOnLoad=\"1\"/>");
    });
  }

  void defined_name(const XmlPart& xml, const PartElement& element, XmlChanges& changes) {
    const std::string name = xml.attribute(element, "name");
    // The print area is one range, with the rows between.
    const Gaps gaps = name.starts_with("_xlnm.") ? Gaps::Cover : Gaps::Union;
    mover_.move(changes, element, {book_.sheets.size(), 0, 0}, gaps, name);
  }

  // Parts that belong to a sheet.

  void parts_of(std::size_t sheet) {
    package::RelationshipReader all(book_.sheets[sheet].part);
    if (const auto xml = zip_.read(package::relationship_part(book_.sheets[sheet].part)))
      package::read_xml(*xml, {}, all);
    for (const package::Relationship& one : all.found) {
      if (one.type == "table") table(one.target, sheet);
      if (one.type == "comments" || one.type == "threadedComment") notes(one.target, sheet, one.type == "comments");
      if (one.type == "drawing")
        change(one.target, [&](const XmlPart& xml, XmlChanges& changes) {
          move_anchors(sheet, relocation(), changes, 0, xml.elements().size());
          move_attributes(xml, changes, {"textlink"}, sheet, book_.sheets[sheet].name);
        });
      if (one.type == "vmlDrawing") note_shapes(one.target, sheet);
      if (one.type == "pivotTable") covered(one.target, "location", sheet);
      if (one.type == "ctrlProp")
        change(one.target, [&](const XmlPart& xml, XmlChanges& changes) {
          move_attributes(xml, changes, {"fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx"}, sheet,
                          book_.sheets[sheet].name);
        });
    }
  }

  /// `place` is for messages: the sheet, or the part if it belongs to no sheet.
  void move_attributes(const XmlPart& xml, XmlChanges& changes, std::initializer_list<std::string_view> attributes,
                       std::size_t sheet, const std::string& place) {
    for (const PartElement& element : xml.elements()) {
      for (const std::string_view attribute : attributes)
        move_attribute(changes, element, attribute, sheet, mover_, place);
    }
  }

  void covered(const std::string& part, std::string_view name, std::size_t sheet) {
    change(part, [&](const XmlPart& xml, XmlChanges& changes) {
      for (const PartElement& element : xml.elements()) {
        if (element.name == name) cover(changes, element, "ref", sheet, relocation());
      }
    });
  }

  void table(const std::string& part, std::size_t sheet) {
    const auto& tables = book_.sheets[sheet].tables;
    const auto model =
        std::find_if(tables.begin(), tables.end(), [&](const TableModel& one) { return one.part == part; });
    if (model == tables.end()) return;
    change(part, [&](const XmlPart& xml, XmlChanges& changes) {
      const auto rows = relocation().map(sheet).areas({model->first_row, model->last_row}, RowMap::kAll);
      if (rows->empty()) {
        sink_.report(messages::BookTableEmpty, diagnostics::Origin{},
                     xml.attribute(xml.elements().front(), "displayName"));
        return;
      }
      const FormulaPlace place{sheet, model->first_row, rows->front().first};
      for (const PartElement& element : xml.elements()) {
        if (element.name == "table" || element.name == "autoFilter" || element.name == "sortState" ||
            element.name == "sortCondition")
          cover(changes, element, "ref", sheet, relocation());
        if (element.name == "calculatedColumnFormula" || element.name == "totalsRowFormula")
          mover_.move(changes, element, place, Gaps::List, xml.attribute(xml.elements().front(), "displayName"));
      }
    });
  }

  void notes(const std::string& part, std::size_t sheet, bool tells) {
    change(part, [&](const XmlPart& xml, XmlChanges& changes) {
      for (const PartElement& element : xml.elements()) {
        if (element.name != "comment" && element.name != "threadedComment") continue;
        const std::string cell = xml.attribute(element, "ref");
        const auto copies = relocation().copies(cell, sheet);
        if (!copies.empty()) {
          changes.set_attribute(element, "ref", copies.front().reference);
          continue;
        }
        changes.remove(element);
        if (tells) sink_.report(messages::BookLostNote, diagnostics::Origin{}, book_.sheets[sheet].name + "!" + cell);
      }
    });
  }

  /// Moves the boxes of notes, in the older language for drawings: their rows count from 0.
  void note_shapes(const std::string& part, std::size_t sheet) {
    change(part, [&](const XmlPart& xml, XmlChanges& changes) {
      const std::vector<PartElement>& all = xml.elements();
      for (const PartElement& shape : all) {
        if (shape.name != "shape") continue;
        const PartElement* const client = xml.child(shape, "ClientData");
        if (client == nullptr) continue;
        // Buttons and other controls.
        for (const std::string_view name : {"FmlaLink", "FmlaRange", "FmlaGroup", "FmlaTxbx", "FmlaPict"}) {
          if (const PartElement* const formula = xml.child(*client, name))
            mover_.move(changes, *formula, {sheet, 0, 0}, Gaps::List, book_.sheets[sheet].name);
        }
        std::int64_t moved_by = 0;
        const PartElement* const anchor = xml.child(*client, "Anchor");
        if (const PartElement* const row = xml.child(*client, "Row")) {
          const std::uint32_t number = row_in(xml.text_of(*row)) + 1;
          const auto copies = relocation().copies("A" + std::to_string(number), sheet);
          if (copies.empty()) {
            changes.remove(shape);
            continue;
          }
          changes.set_text(*row, std::to_string(copies.front().output - 1));
          moved_by = std::int64_t{copies.front().output} - number;
        } else if (anchor != nullptr) {
          const std::uint32_t number = row_in(part_of(xml.text_of(*anchor), 2)) + 1;
          moved_by = std::int64_t{relocation().map(sheet).place_of(number)} - number;
        }
        if (anchor != nullptr && moved_by != 0) changes.set_text(*anchor, moved_anchor(xml.text_of(*anchor), moved_by));
      }
    });
  }

  static std::uint32_t row_in(std::string_view digits) {
    std::uint32_t row = 0;
    digits = base::trim_ascii_space(digits);
    std::from_chars(digits.data(), digits.data() + digits.size(), row);
    return row;
  }

  /// One of the numbers between commas.
  static std::string part_of(std::string_view list, std::size_t index) {
    for (; index > 0; --index) list.remove_prefix(std::min(list.find(','), list.size() - 1) + 1);
    return std::string(list.substr(0, list.find(',')));
  }

  /// `left column, offset, top row, offset, right column, offset, bottom row, offset`.
  static std::string moved_anchor(std::string_view anchor, std::int64_t by) {
    std::string text;
    for (std::size_t i = 0; i < 8; ++i) {
      const std::int64_t number = row_in(part_of(anchor, i));
      text += (i == 0 ? "" : ", ") + std::to_string(i == 2 || i == 6 ? std::max<std::int64_t>(0, number + by) : number);
    }
    return text;
  }

  // Parts that name the sheet to which they refer.

  void by_type() {
    const auto bytes = zip_.read("[Content_Types].xml");
    const auto types = bytes ? XmlPart::open(*bytes) : std::nullopt;
    if (!types) return;
    for (const PartElement& element : types->elements()) {
      if (element.name != "Override") continue;
      const std::string type = types->attribute(element, "ContentType");
      std::string part = types->attribute(element, "PartName");
      if (part.starts_with('/')) part.erase(0, 1);
      if (type.ends_with("drawingml.chart+xml") || type.ends_with("chartex+xml")) chart(part);
      // Text boxes in charts.
      if (type.ends_with("drawingml.chartshapes+xml"))
        change(part, [&](const XmlPart& xml, XmlChanges& changes) {
          move_attributes(xml, changes, {"textlink"}, book_.sheets.size(), part);
        });
      if (type.ends_with("pivotCacheDefinition+xml")) pivot(part);
    }
  }

  /// The stored values of a chart are those of the template; programs read the current ones from the cells.
  void chart(const std::string& part) {
    constexpr auto kCaches =
        std::to_array<std::string_view>({"numCache", "strCache", "multiLvlStrCache", "dlblRangeCache"});
    change(part, [&](const XmlPart& xml, XmlChanges& changes) {
      for (const PartElement& element : xml.elements()) {
        if (std::ranges::count(kCaches, element.name) > 0) changes.remove(element);
        const bool is_formula = element.name == "f" || element.name == "sqref";  // the latter in extensions
        if (!is_formula || relocation().is_same()) continue;
        const std::string formula = xml.text_of(element);
        std::string made = mover_.moved(formula, {book_.sheets.size(), 0, 0}, Gaps::Union, part);
        const bool has_more = find_references(made).size() > find_references(formula).size();
        changes.set_text(element, has_more && !made.starts_with('(') ? "(" + made + ")" : made);
      }
    });
  }

  void pivot(const std::string& part) {
    change(part, [&](const XmlPart& xml, XmlChanges& changes) {
      for (const PartElement& element : xml.elements()) {
        if (element.name == "pivotCacheDefinition") changes.set_attribute(element, "refreshOnLoad", "1");
        // With an `id` it is a sheet of another workbook.
        const bool is_source = element.name == "worksheetSource" || element.name == "rangeSet";
        if (!is_source || !xml.attribute(element, "id").empty()) continue;
        const auto sheet = relocation().sheet_named(xml.attribute(element, "sheet"));
        if (sheet) cover(changes, element, "ref", *sheet, relocation());
      }
    });
  }

  const BookModel& book_;
  package::ZipArchive& zip_;
  FormulaMover& mover_;
  std::map<std::string, std::string, std::less<>>& changed_;
  diagnostics::DiagnosticSink& sink_;
};

}  // namespace

void move_other_parts(const BookModel& book, package::ZipArchive& zip, FormulaMover& mover,
                      std::map<std::string, std::string, std::less<>>& changed, diagnostics::DiagnosticSink& sink) {
  PartMover(book, zip, mover, changed, sink).run();
}

}  // namespace gongwen::book
