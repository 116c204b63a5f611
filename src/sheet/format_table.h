// FormatTable: the formats of a workbook, each value once.
#pragma once

#include "sheet/workbook.h"

#include <unordered_map>
#include <vector>

namespace gongwen::sheet {

class FormatTable {
 public:
  FormatId add(const CellFormat& format);
  const CellFormat& at(FormatId id) const { return formats_[id.index()]; }
  const std::vector<CellFormat>& formats() const { return formats_; }
  std::vector<CellFormat> take() && { return std::move(formats_); }

 private:
  std::vector<CellFormat> formats_;
  std::unordered_multimap<std::size_t, FormatId> by_hash_;
};

}  // namespace gongwen::sheet
