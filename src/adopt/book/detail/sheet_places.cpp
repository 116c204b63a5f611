#include "adopt/book/detail/sheet_places.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/book.h"
#include "diagnostics/catalogue/sheet.h"
#include "sheet/limits.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace gongwen::book {
namespace {

namespace messages = diagnostics::messages;
using Gaps = Relocation::Gaps;

std::uint32_t row_number(std::string_view digits) {
  std::uint32_t number = 0;
  digits = base::trim_ascii_space(digits);
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!(text = base::trim_ascii_space(text)).empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

class PlaceMover {
 public:
  PlaceMover(const SheetModel& sheet, std::size_t number, FormulaMover& mover, XmlChanges& changes)
      : sheet_(sheet), xml_(sheet.xml), number_(number), mover_(mover), changes_(changes) {}

  void run() {
    const std::vector<PartElement>& all = xml_.elements();
    for (std::uint32_t at = 0; at < all.size();) {
      if (at == sheet_.data) {
        at = all[at].after_children;
        continue;
      }
      at = take(all[at]) ? all[at].after_children : at + 1;
    }
    move_anchors(number_, relocation(), changes_, 0, sheet_.data);
    if (sheet_.data < all.size())
      move_anchors(number_, relocation(), changes_, all[sheet_.data].after_children, all.size());
  }

 private:
  Relocation& relocation() { return mover_.relocation(); }

  /// Handles an element. Returns whether its content has been handled, too.
  bool take(const PartElement& element) {
    const std::string_view name = element.name;
    if ((name == "ext" || name == "sparklineGroup") && is_lost(element)) {
      changes_.remove(element);
      return true;
    }
    if (name == "scenarios" && relocation().map(number_).is_same()) return true;
    if (name == "scenarios" && !has_place(element, "inputCells")) {
      changes_.remove(element);
      return true;
    }
    if (name == "scenario" || name == "cellWatches")
      return take_list(element, [&](const PartElement& one) { return single(one); });
    if (name == "mergeCells") return take_list(element, [&](const PartElement& one) { return merged(one); });
    if (name == "hyperlinks") return take_links(element);
    if (name == "sparklines") return take_list(element, [&](const PartElement& one) { return sparklines(one); });
    if (name == "rowBreaks") return take_breaks(element);
    if (name == "dataValidations" || name == "protectedRanges" || name == "ignoredErrors")
      return take_list(element, [&](const PartElement& one) { return ruled(one); });
    if (name == "conditionalFormatting") {
      if (const std::string made = ruled(element); made != xml_.source(element.begin, element.end))
        changes_.replace(element.begin, element.end, made);
      return true;
    }
    if (name == "autoFilter" || name == "sortState" || name == "sortCondition" || name == "dimension") {
      if (!cover(changes_, element, "ref", number_, relocation())) changes_.remove(element);
    } else if (name == "pane" && xml_.attribute(element, "state").starts_with("frozen")) {
      freeze(element);
    } else if (name == "sheetView" || name == "pane") {
      place(element, "topLeftCell");
    } else if (name == "controlPr") {
      for (const std::string_view attribute : {"linkedCell", "listFillRange"})
        move_attribute(changes_, element, attribute, number_, mover_, shown(xml_.attribute(element, "name")));
    } else if (name == "selection") {
      place(element, "activeCell");
      if (!cover(changes_, element, "sqref", number_, relocation())) changes_.set_attribute(element, "sqref", "A1");
    }
    return false;
  }

  /// Whether all places that a newer rule names were left out: none of its lists may be empty.
  bool is_lost(const PartElement& element) {
    const std::vector<PartElement>& all = xml_.elements();
    bool has_places = false;
    for (std::uint32_t at = xml_.index_of(element) + 1; at < element.after_children; ++at) {
      if (all[at].name != "sqref") continue;
      has_places = true;
      for (const std::string& range : words_of(xml_.text_of(all[at]))) {
        if (!relocation().areas(range, number_).empty()) return false;
      }
    }
    return has_places;
  }

  /// Whether a place of any of the elements with this name inside it still exists.
  bool has_place(const PartElement& element, std::string_view name) {
    const std::vector<PartElement>& all = xml_.elements();
    for (std::uint32_t at = xml_.index_of(element) + 1; at < element.after_children; ++at) {
      if (all[at].name == name && !relocation().copies(xml_.attribute(all[at], "r"), number_).empty()) return true;
    }
    return false;
  }

  /// Freezes the rows that were made from the frozen rows of the template, at least one.
  void freeze(const PartElement& pane) {
    const std::uint32_t rows = row_number(xml_.attribute(pane, "ySplit"));
    const PartElement& view = xml_.elements()[pane.parent];
    const std::uint32_t top = std::max(row_of(xml_.attribute(view, "topLeftCell")), 1U);
    const RowMap& map = relocation().map(number_);
    if (rows == 0 || map.is_same()) {
      place(pane, "topLeftCell");
      return;
    }
    const std::uint32_t first = map.place_of(top);
    const auto frozen = map.areas({top, top + rows - 1}, RowMap::kAll);
    const std::uint32_t below = frozen->empty() ? first + 1 : frozen->back().last + 1;
    changes_.set_attribute(pane, "ySplit", std::to_string(below - first));
    const auto cell = sole_reference(xml_.attribute(pane, "topLeftCell"));
    if (!cell || cell->first.row == 0) return;
    ReferenceEnd end = cell->first;
    const bool is_scrolled = end.row > top + rows;
    end.row = is_scrolled ? std::max(map.place_of(end.row), below) : below;
    changes_.set_attribute(pane, "topLeftCell", to_text(end));
  }

  void place(const PartElement& element, std::string_view attribute) {
    const auto cell = sole_reference(xml_.attribute(element, attribute));
    if (!cell || cell->first.row == 0) return;
    ReferenceEnd end = cell->first;
    end.row = relocation().map(number_).place_of(end.row);
    changes_.set_attribute(element, attribute, to_text(end));
  }

  /// Rewrites a list if one of its members changes; a list without members is left out, since lists must not be empty.
  bool take_list(const PartElement& list, const std::function<std::string(const PartElement&)>& written) {
    const std::vector<PartElement>& all = xml_.elements();
    std::string members;
    std::size_t count = 0;
    for (std::uint32_t at = xml_.index_of(list) + 1; at < list.after_children; at = all[at].after_children) {
      const std::string made = written(all[at]);
      // A member may have become several.
      for (std::size_t i = 0; (i = made.find("<" + start_name(all[at]), i)) != std::string::npos; ++i) ++count;
      members += made;
    }
    if (members == xml_.source(list.inner_begin, list.inner_end)) return true;
    if (members.empty()) {
      changes_.remove(list);
      return true;
    }
    for (const std::string_view attribute : {"count", "manualBreakCount"}) {
      if (!xml_.attribute(list, attribute).empty()) changes_.set_attribute(list, attribute, std::to_string(count));
    }
    changes_.replace(list.inner_begin, list.inner_end, std::move(members));
    return true;
  }

  std::string start_name(const PartElement& element) const {
    return std::string(word::prefix_of(xml_.xml(), element)) + element.name + " ";
  }

  /// The element with one attribute changed.
  std::string with(const PartElement& element, std::string_view attribute, std::string_view value) const {
    XmlChanges one(xml_);
    one.set_attribute(element, attribute, value);
    return one.written(element.begin, element.end);
  }

  bool take_links(const PartElement& list) {
    count_ = 0;
    take_list(list, [&](const PartElement& one) { return links(one); });
    if (count_ > sheet::kMaxLinks)
      mover_.sink().report(messages::SheetTooManyLinks, diagnostics::Origin{}, sheet::kMaxLinks);
    return true;
  }

  bool take_breaks(const PartElement& list) {
    count_ = 0;
    take_list(list, [&](const PartElement& one) { return breaks(one); });
    if (count_ > sheet::kMaxPageBreaks)
      mover_.sink().report(messages::SheetTooManyPageBreaks, diagnostics::Origin{}, sheet::kMaxPageBreaks);
    return true;
  }

  /// Moves an element that belongs to one cell to the first copy of that cell; it is never repeated.
  std::string single(const PartElement& element) {
    const auto copies = relocation().copies(xml_.attribute(element, "r"), number_);
    return copies.empty() ? std::string() : with(element, "r", copies.front().reference);
  }

  std::string merged(const PartElement& element) {
    std::string text;
    for (const Relocation::Copy& copy : relocation().copies(xml_.attribute(element, "ref"), number_)) {
      const auto range = sole_reference(copy.reference);
      const bool is_one = range && range->last && to_text(range->first) == to_text(*range->last);
      if (!is_one) text += with(element, "ref", copy.reference);
    }
    return text;
  }

  std::string links(const PartElement& element) {
    std::string text;
    const std::string reference = xml_.attribute(element, "ref");
    const std::string location = xml_.attribute(element, "location");
    for (const Relocation::Copy& copy : relocation().copies(reference, number_)) {
      if (++count_ > sheet::kMaxLinks) break;
      XmlChanges one(xml_);
      one.set_attribute(element, "ref", copy.reference);
      // A place, or the name of one.
      if (!location.empty()) {
        const FormulaPlace place{number_, row_of(reference), copy.output};
        one.set_attribute(element, "location", mover_.moved(location, place, Gaps::Cover, shown(reference)));
      }
      text += one.written(element.begin, element.end);
    }
    return text;
  }

  std::string sparklines(const PartElement& element) {
    std::string text;
    const PartElement* const cell = xml_.child(element, "sqref");
    const PartElement* const formula = xml_.child(element, "f");
    if (cell == nullptr) return std::string(xml_.source(element.begin, element.end));
    const std::string reference = xml_.text_of(*cell);
    for (const Relocation::Copy& copy : relocation().copies(reference, number_)) {
      XmlChanges one(xml_);
      one.set_text(*cell, copy.reference);
      if (formula != nullptr)
        mover_.move(one, *formula, {number_, row_of(reference), copy.output}, Gaps::Cover, shown(reference));
      text += one.written(element.begin, element.end);
    }
    return text;
  }

  /// A page break below a row.
  std::string breaks(const PartElement& element) {
    const std::string row = xml_.attribute(element, "id");
    std::string text;
    for (const Relocation::Copy& copy : relocation().copies("A" + row, number_)) {
      if (++count_ > sheet::kMaxPageBreaks) break;
      text += with(element, "id", std::to_string(copy.output == 0 ? row_number(row) : copy.output));
    }
    return text;
  }

  /// Rules for ranges of cells, whose formulas are relative to the first cell.
  std::string ruled(const PartElement& element) {
    XmlChanges one(xml_);
    const PartElement* const inside = xml_.child(element, "sqref");
    const std::string ranges = inside == nullptr ? xml_.attribute(element, "sqref") : xml_.text_of(*inside);
    std::string made;
    FormulaPlace place{number_, 0, 0};
    for (const std::string& range : words_of(ranges)) {
      for (const std::string& area : relocation().areas(range, number_)) {
        if (made.empty()) place = {number_, row_of(range), row_of(area)};
        made += (made.empty() ? "" : " ") + area;
      }
    }
    if (made.empty()) return {};
    if (inside != nullptr)
      one.set_text(*inside, made);
    else
      one.set_attribute(element, "sqref", made);
    const std::vector<PartElement>& all = xml_.elements();
    for (std::uint32_t at = xml_.index_of(element) + 1; at < element.after_children; ++at) {
      const std::string_view name = all[at].name;
      // In newer rules the formula is in a separate element `f`.
      const bool has_more = all[at].after_children > at + 1;
      if ((name.starts_with("formula") && !has_more) || name == "f")
        mover_.move(one, all[at], place, Gaps::List, shown(made));
    }
    return one.written(element.begin, element.end);
  }

  static std::uint32_t row_of(std::string_view reference) {
    const auto one = sole_reference(reference);
    return one ? one->first.row : 0;
  }

  std::string shown(std::string_view reference) const { return sheet_.name + "!" + std::string(reference); }

  const SheetModel& sheet_;
  const XmlPart& xml_;
  std::size_t number_;
  FormulaMover& mover_;
  XmlChanges& changes_;
  std::size_t count_ = 0;  // of the members of the current list
};

}  // namespace

std::string FormulaMover::moved(std::string_view formula, const FormulaPlace& place, Gaps gaps,
                                std::string_view shown) {
  // A formula that cannot be written in one round of a list cannot be written in the others either.
  if (relocation_.is_same() || told_.contains(shown)) return std::string(formula);
  auto made = relocation_.formula(formula, place, gaps);
  if (made) return *std::move(made);
  told_.emplace(shown);
  sink_.report(messages::BookGaps, diagnostics::Origin{}, shown, relocation_.gap());
  return std::string(formula);
}

void FormulaMover::move(XmlChanges& changes, const PartElement& element, const FormulaPlace& place, Gaps gaps,
                        std::string_view shown) {
  changes.set_text(element, moved(changes.part().text_of(element), place, gaps, shown));
}

void move_places(const SheetModel& sheet, std::size_t number, FormulaMover& mover, XmlChanges& changes) {
  PlaceMover(sheet, number, mover, changes).run();
}

bool cover(XmlChanges& changes, const PartElement& element, std::string_view attribute, std::size_t sheet,
           const Relocation& relocation) {
  const std::string reference = changes.part().attribute(element, attribute);
  if (reference.empty()) return true;
  const std::string made = relocation.cover(reference, sheet);
  if (made.empty()) return false;
  changes.set_attribute(element, attribute, made);
  return true;
}

void move_attribute(XmlChanges& changes, const PartElement& element, std::string_view attribute, std::size_t sheet,
                    FormulaMover& mover, std::string_view shown) {
  const std::string formula = changes.part().attribute(element, attribute);
  if (!formula.empty())
    changes.set_attribute(element, attribute, mover.moved(formula, {sheet, 0, 0}, Gaps::List, shown));
}

void move_anchors(std::size_t sheet, const Relocation& relocation, XmlChanges& changes, std::size_t begin,
                  std::size_t end) {
  const RowMap& map = relocation.map(sheet);
  if (map.is_same()) return;
  const XmlPart& xml = changes.part();
  std::uint32_t from = 0;
  std::uint32_t moved_from = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const PartElement& element = xml.elements()[i];
    if (element.name != "row" || element.parent == word::kNoIndex) continue;
    const std::string& corner = xml.elements()[element.parent].name;
    const std::uint32_t row = row_number(xml.text_of(element)) + 1;
    std::uint32_t place = map.place_of(row);
    if (corner == "from") {
      from = row;
      moved_from = place;
    } else if (corner == "to") {
      // A drawing that begins above a list reaches as far below it as before; one that begins in a list keeps its
      // height.
      if (map.loops().loop_of(from) != kNoLoop || place < moved_from)
        place = moved_from + (row - std::min(row, from));
      else if (const auto areas = map.areas({row, row}, RowMap::kAll); !areas->empty())
        place = areas->back().last;
    } else {
      continue;
    }
    changes.set_text(element, std::to_string(place - 1));
  }
}

}  // namespace gongwen::book
