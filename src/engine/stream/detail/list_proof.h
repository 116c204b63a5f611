// ListProof: proofreads a list that is never together in memory, stretch after stretch. What it finds is kept as texts,
// with the rows that it is in, and reported when the list is through; there are never more than a few hundred.
#pragma once

#include "data/readers.h"
#include "engine/core/run.h"
#include "proofing/proofread.h"

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

  /// The next items of the list, which were read from `text`. From one thread at a time.
  void check(const data::Document& items, std::string_view text);

  /// Reports what was found, at its rows in the file and at its pointers in the list.
  /// Reports: proofing/….
  void report(const std::string& path, std::string_view list, const data::JsonLimits& limits, Run& run) const;

 private:
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
