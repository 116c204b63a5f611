// Reports with places in parts, and not more of a kind than is wanted.
#pragma once

#include "diagnostics/catalogue/ofd_check.h"
#include "diagnostics/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace gongwen::ofd_check {

class Reporter {
 public:
  Reporter(diagnostics::DiagnosticSink& sink, std::size_t max_of_kind) : sink_(sink), max_of_kind_(max_of_kind) {}

  template <typename... Arguments>
  void report(diagnostics::DiagnosticId id, diagnostics::SourceId source, std::uint32_t offset,
              const Arguments&... arguments) {
    report_as(diagnostics::catalogue_entry(id).severity, id, source, offset, arguments...);
  }
  template <typename... Arguments>
  void report_as(diagnostics::Severity severity, diagnostics::DiagnosticId id, diagnostics::SourceId source,
                 std::uint32_t offset, const Arguments&... arguments) {
    if (++counts_[std::string(diagnostics::catalogue_entry(id).id)] > max_of_kind_) return;
    sink_.report_as(severity, id, {{source, offset, offset}, {}}, arguments...);
  }

  /// Says how many of each kind were not shown. Reports: ofd-check/more.
  void finish(diagnostics::SourceId package) {
    for (const auto& [id, count] : counts_) {
      if (count <= max_of_kind_) continue;
      sink_.report(diagnostics::messages::OfdCheckMore, {{package, 0, 0}, {}}, count - max_of_kind_, id);
    }
  }

 private:
  diagnostics::DiagnosticSink& sink_;
  std::size_t max_of_kind_;
  std::map<std::string, std::size_t> counts_;  // by identifier
};

}  // namespace gongwen::ofd_check
