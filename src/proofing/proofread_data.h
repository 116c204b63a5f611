// Proofreading of data: the rules of texts, held against the values themselves and not against pages. It costs little
// and needs no layout.
//   proofing::proofread_data(document.root(), sink);
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::proofing {

/// All texts of the data that have Chinese in them, each line by itself.
/// Reports: proofing/… of text_rules.h, at the value; of many values with the same fault, the first fifty.
void proofread_data(const data::Value& root, diagnostics::DiagnosticSink& sink);

/// The same for data that are never together in memory: part after part, with one count of what was told of all.
class DataProofreader {
 public:
  using Report =
      std::function<void(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments)>;
  explicit DataProofreader(Report report) : report_(std::move(report)) {}

  /// As deep as the data, which its reader bounds.
  void check(const data::Value& value);

 private:
  void check_line_feed(const data::Value& value);
  void check_lines(const data::Value& value);
  void tell(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments);

  Report report_;
  std::map<std::string_view, int> counts_;  // by the message's id
};

}  // namespace gongwen::proofing
