// Places on a sheet outside its cells: merged cells, filters, conditional formats, validations, links, breaks.
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

/// Moves formulas, and reports those that cannot be written at their new place.
class FormulaMover {
 public:
  FormulaMover(Relocation& relocation, diagnostics::DiagnosticSink& sink) : relocation_(relocation), sink_(sink) {}

  Relocation& relocation() { return relocation_; }
  diagnostics::DiagnosticSink& sink() { return sink_; }
  /// `shown` is the place of the formula, for messages. Reports: book/gaps.
  std::string moved(std::string_view formula, const FormulaPlace& place, Relocation::Gaps gaps, std::string_view shown);
  /// Moves the formula that is the text of an element.
  void move(XmlChanges& changes, const PartElement& element, const FormulaPlace& place, Relocation::Gaps gaps,
            std::string_view shown);

 private:
  Relocation& relocation_;
  diagnostics::DiagnosticSink& sink_;
  std::set<std::string, std::less<>> told_;  // places of formulas that were reported
};

/// Changes everything outside the rows of a sheet. Reports: book/gaps, sheet/too-many-links,
/// sheet/too-many-page-breaks.
void move_places(const SheetModel& sheet, std::size_t number, FormulaMover& mover, XmlChanges& changes);

/// Sets the attribute with a reference to the rows that it now covers; returns false if none are left.
bool cover(XmlChanges& changes, const PartElement& element, std::string_view attribute, std::size_t sheet,
           const Relocation& relocation);

/// Moves the formula in an attribute: `textlink="Sheet1!$A$1"`.
void move_attribute(XmlChanges& changes, const PartElement& element, std::string_view attribute, std::size_t sheet,
                    FormulaMover& mover, std::string_view shown);

/// Moves the rows in `from` and `to` of a drawing's place on the sheet, which count from 0.
void move_anchors(std::size_t sheet, const Relocation& relocation, XmlChanges& changes, std::size_t begin,
                  std::size_t end);

}  // namespace gongwen::book
