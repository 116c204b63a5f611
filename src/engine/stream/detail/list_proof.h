// ListProof: proofreads a list stretch by stretch. Findings are kept as texts with their rows, and reported at the end
// of the list, at most a few hundred.
#pragma once

#include "data/document.h"
#include "data/readers.h"
#include "diagnostics/diagnostic.h"
#include "engine/core/run.h"
#include "layout/proofing/proofread.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

class ListProof {
 public:
  ListProof();
  ListProof(const ListProof&) = delete;
  ListProof& operator=(const ListProof&) = delete;

  /// Proofreads the next items, which were read from `text`. One thread at a time.
  void check(const data::Document& items, std::string_view text);

  /// Reports the findings at their rows in the file and their pointers in the list.
  /// Reports: proofing/….
  void report(const std::string& path, std::string_view list, const data::JsonLimits& limits, Run& run) const;

 private:
  // Only rows with findings are kept, with their text: to report them, the data is read again later, one row at a time.
  struct Finding {
    diagnostics::DiagnosticId id;
    std::string pointer;  // in the row
    std::vector<std::string> arguments;
  };
  struct Row {
    std::uint64_t index = 0;  // in the list, from 0
    diagnostics::LineColumn start;
    std::string text;
    std::vector<Finding> findings;
  };

  void add(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments);
  void add_row(const data::Value& item);

  proofing::DataProofreader proofreader_;
  std::vector<Row> rows_;
  std::string_view text_;    // of the stretch that is being checked
  std::uint64_t items_ = 0;  // before that item
  std::uint32_t lines_ = 0;  // before that stretch
  bool has_row_ = false;     // that item is the last of the rows
  const data::Value* item_ = nullptr;
};

}  // namespace gongwen::engine
