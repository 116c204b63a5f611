// FieldView: the schemas that together describe one field. Some hold for every value of it ($ref,
// allOf), others only for some values (the branches of anyOf, then, else).
#pragma once

#include "schema/detail/schema_program.h"
#include "schema/schema_fields.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::schema {

// FieldMemo: what a schema says of fields, each worked out once and remembered with the schema. Forms ask for the same
// fields a thousand times.

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

struct FieldView {
  std::vector<SchemaId> certain;   // the nearest first
  std::vector<SchemaId> possible;  // likewise
  /// When the field is only in branches, and in several of them: what each says of it.
  std::vector<SchemaId> alternatives;
  bool conditional = false;  // the field is only in branches
  bool nullable = false;     // null is allowed beside what the others say

  bool empty() const { return certain.empty() && possible.empty(); }
};

/// A schema that speaks of a field, and whether it does so in any case.
struct FieldSource {
  SchemaId schema;
  bool certain = true;
};

/// The sources with all schemas that they apply to the same value.
FieldView view_field(const SchemaProgram& program, const std::vector<FieldSource>& sources);
/// The same for a value that is being filled in: of several forms the first one that agrees with what there is so far,
/// of conditions the side that applies. All of it is certain.
FieldView view_begun_field(const SchemaProgram& program, const std::vector<FieldSource>& sources,
                           const data::Value& begun);

/// The schemas for the part of a field that a token of a pointer names; `*` and numbers name items.
std::vector<FieldSource> find_part(const SchemaProgram& program, const FieldView& view, std::string_view token);

/// The names of members in the order in which the schemas give them.
std::vector<std::string_view> member_names(const SchemaProgram& program, const FieldView& view);
bool is_required(const SchemaProgram& program, const FieldView& view, std::string_view name);
/// The names that an object must have besides those that it has, sorted within each schema.
std::vector<std::string_view> required_names(const SchemaProgram& program, const FieldView& view,
                                             const data::Value& begun);
/// Whether other fields depend on this member: on what it is, or on whether it is there.
enum class Decision : std::uint8_t { None, ByValue, ByPresence };
Decision decision_of(const SchemaProgram& program, const FieldView& view, std::string_view name);

/// The schemas that speak of members and items.
std::vector<SchemaId> structure_of(const SchemaProgram& program, const FieldView& view);

/// Everything about the field itself: all but pointer, name, required and parts.
SchemaField summarise(const SchemaProgram& program, const FieldView& view);

}  // namespace gongwen::schema
