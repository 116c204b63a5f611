// EffectReporter: reports each declaration that word processors cannot show, once.
#pragma once

#include "diagnostics/diagnostic.h"
#include "flow/build_document.h"
#include "layout/boxes/box.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace gongwen::flow {

class EffectReporter {
 public:
  /// Both must outlive the reporter.
  EffectReporter(const FlowInput& input, diagnostics::DiagnosticSink& sink) : input_(input), sink_(sink) {}

  /// Reports flow/not-in-word: at the declarations of a box. Boxes share styles, so each style is checked only once.
  void report(boxes::BoxId id);
  /// Reports flow/not-in-word for one property of a box.
  void report_property(const boxes::Box& box, std::string_view property);
  /// Reports flow/not-in-word for `position` of an absolute box that ends up in the text, unless it would be there
  /// anyway.
  void report_place(boxes::BoxId id);
  /// Whether a style of a Word file may have the name that a box requests. Reports flow/style-name and
  /// flow/style-name-taken.
  bool takes_style_name(const boxes::Box& box, std::string_view name, StyleKind kind);
  /// Reports flow/not-in-word, once, for something that no single declaration expresses.
  void report_name(std::string_view name);

 private:
  bool declares(const boxes::Box& box, std::string_view property) const;
  /// The place of a declaration, and whether nothing has been reported there yet.
  std::pair<diagnostics::Origin, bool> declaration_of(const boxes::Box& box, std::string_view property);

  const FlowInput& input_;
  diagnostics::DiagnosticSink& sink_;
  std::set<std::uint64_t> styles_;
  std::set<std::string, std::less<>> names_;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string>> declarations_;
};

}  // namespace gongwen::flow
