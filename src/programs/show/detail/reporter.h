// Reporter: messages about a shown file, each with its page and object. For each kind the first ones are reported and
// the others counted, since a file may repeat a fault on all pages.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::show {

class Reporter {
 public:
  Reporter(std::string file, diagnostics::DiagnosticSink& sink) : file_(std::move(file)), sink_(sink) {}

  /// The following messages are about this page, counted from 0.
  void set_page(std::size_t page) { page_ = page + 1; }
  std::size_t page() const { return page_; }

  template <typename... Arguments>
  diagnostics::DiagnosticSink::Reported of_file(diagnostics::DiagnosticId id, const Arguments&... arguments) {
    if (is_full(id)) return diagnostics::DiagnosticSink::Reported(nullptr);
    return sink_.report(id, diagnostics::Origin(), file_, arguments...);
  }
  template <typename... Arguments>
  diagnostics::DiagnosticSink::Reported of_page(diagnostics::DiagnosticId id, const Arguments&... arguments) {
    return of_file(id, page_, arguments...);
  }
  template <typename... Arguments>
  diagnostics::DiagnosticSink::Reported of_object(diagnostics::DiagnosticId id, std::string_view object,
                                                  const Arguments&... arguments) {
    return of_page(id, object.empty() ? std::string_view("?") : object, arguments...);
  }

  /// Reports how many were left out. Call it once, at the end.
  void finish();

  diagnostics::DiagnosticSink& sink() { return sink_; }

 private:
  bool is_full(diagnostics::DiagnosticId id);

  std::string file_;
  diagnostics::DiagnosticSink& sink_;
  std::size_t page_ = 1;
  std::vector<std::pair<diagnostics::DiagnosticId, std::size_t>> counts_;
};

}  // namespace gongwen::show
