// Places on a sheet outside of its cells: merged cells, filters, conditional formats, validations, links, breaks.
#pragma once

#include "adopt/book/detail/book_model.h"
#include "adopt/book/detail/relocation.h"
#include "diagnostics/diagnostic.h"

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::book {

/// Moves formulas, and reports those that have no place.
class FormulaMover {
 public:
  FormulaMover(Relocation& relocation, diagnostics::DiagnosticSink& sink) : relocation_(relocation), sink_(sink) {}

  Relocation& relocation() { return relocation_; }
  diagnostics::DiagnosticSink& sink() { return sink_; }
  /// `shown` is where the formula stands, for messages. Reports: book/gaps.
  std::string moved(std::string_view formula, const FormulaPlace& place, Relocation::Gaps gaps, std::string_view shown);
  /// Sets the text of an element that is a formula.
  void move(XmlChanges& changes, const PartElement& element, const FormulaPlace& place, Relocation::Gaps gaps,
            std::string_view shown);

 private:
  Relocation& relocation_;
  diagnostics::DiagnosticSink& sink_;
  std::set<std::string, std::less<>> told_;  // where formulas have no place
};

/// Changes everything outside of the rows of a sheet. Reports: book/gaps, sheet/too-many-links,
/// sheet/too-many-page-breaks.
void move_places(const SheetModel& sheet, std::size_t number, FormulaMover& mover, XmlChanges& changes);

/// Sets the attribute with a reference to the rows that it covers now; false if there are none left.
bool cover(XmlChanges& changes, const PartElement& element, std::string_view attribute, std::size_t sheet,
           const Relocation& relocation);

/// Sets an attribute that is a formula: `textlink="Sheet1!$A$1"`.
void move_attribute(XmlChanges& changes, const PartElement& element, std::string_view attribute, std::size_t sheet,
                    FormulaMover& mover, std::string_view shown);

/// The rows in `from` and `to` of a drawing's place on the sheet, which count from 0.
void move_anchors(std::size_t sheet, const Relocation& relocation, XmlChanges& changes, std::size_t begin,
                  std::size_t end);

}  // namespace gongwen::book
