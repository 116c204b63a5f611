// ListSchema: validates the items of one list separately, if the schema allows that.
#pragma once

#include "data/document.h"
#include "schema/schema.h"
#include "schema/validate.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace gongwen::schema {

class ListSchema {
 public:
  /// Returns nullopt if the list is not a plain member of plain objects in the schema, if the schema constrains its
  /// items together (`uniqueItems`, `contains`, conditions), or if items may get defaults. The schema must outlive the
  /// result.
  static std::optional<ListSchema> find(const Schema& schema, std::string_view pointer);

  /// Whether the list may have this number of items.
  bool may_have(std::uint64_t items) const { return items >= min_ && items <= max_; }
  /// Whether every item of the array is valid; nothing is reported.
  bool fits(const data::Value& items, const ValidateLimits& limits) const;

 private:
  explicit ListSchema(const SchemaProgram& program) : program_(&program) {}
  bool read(std::uint32_t list);

  const SchemaProgram* program_;
  std::optional<std::uint32_t> item_;  // number of the item schema; none: anything
  std::uint64_t min_ = 0;
  std::uint64_t max_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace gongwen::schema
