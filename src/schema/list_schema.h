// ListSchema: what a schema says of one list of the data, when that can be compared with the items one by one.
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
  /// Nothing when the schema does not have the list as a plain member of plain objects, when it says something of all
  /// items together (`uniqueItems`, `contains`, conditions), or when items may take defaults. The schema must live as
  /// long.
  static std::optional<ListSchema> find(const Schema& schema, std::string_view pointer);

  /// Whether the list may have this number of items.
  bool may_have(std::uint64_t items) const { return items >= min_ && items <= max_; }
  /// Whether every item of the array fits the schema. The verdict alone: nothing is reported.
  bool fits(const data::Value& items, const ValidateLimits& limits) const;

 private:
  explicit ListSchema(const SchemaProgram& program) : program_(&program) {}
  bool read(std::uint32_t list);

  const SchemaProgram* program_;
  std::optional<std::uint32_t> item_;  // number of the items' schema; none: anything
  std::uint64_t min_ = 0;
  std::uint64_t max_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace gongwen::schema
