// FieldMemo: what a schema says of fields, each worked out once and remembered with the schema. Forms ask for the same
// fields a thousand times.
#pragma once

#include "schema/schema_fields.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gongwen::schema {

/// Shared by threads: what it hands out does not change. Data may name any number of items and members: it holds max
/// kMaxFields fields, starts again when it is full, and does not remember pointers that are longer than kMaxPointer.
class FieldMemo {
 public:
  static constexpr std::size_t kMaxFields = 2'000;
  static constexpr std::size_t kMaxPointer = 200;

  /// Null when the schema does not speak of the field, which is remembered, too.
  std::shared_ptr<const SchemaField> field(const Schema& schema, std::string_view pointer);
  const SchemaField& all(const Schema& schema);
  std::size_t size();

 private:
  struct PointerHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view pointer) const { return std::hash<std::string_view>()(pointer); }
  };

  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const SchemaField>, PointerHash, std::equal_to<>> fields_;
  std::once_flag listed_;
  SchemaField all_;
};

}  // namespace gongwen::schema
