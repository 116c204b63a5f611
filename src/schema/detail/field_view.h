// FieldView: the schemas that together describe one field. Some apply to all of its values ($ref, allOf), others only
// to some (branches of anyOf, then, else).
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

// FieldMemo: caches descriptions of fields with the schema. Forms request the same fields a thousand times.

/// Thread-safe: returned descriptions never change. Because data may name any number of items and members, it keeps up
/// to kMaxFields fields, is cleared when full, and ignores pointers longer than kMaxPointer.
class FieldMemo {
 public:
  static constexpr std::size_t kMaxFields = 2'000;
  static constexpr std::size_t kMaxPointer = 200;

  /// Null if the schema does not describe the field; that is cached, too.
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
  std::vector<SchemaId> certain;   // nearest first
  std::vector<SchemaId> possible;  // nearest first
  /// If the field occurs only in several branches: its description in each of them.
  std::vector<SchemaId> alternatives;
  bool conditional = false;  // the field occurs only in branches
  bool nullable = false;     // null is accepted besides the values of the others

  bool empty() const { return certain.empty() && possible.empty(); }
};

/// A schema that describes a field, and whether it always applies.
struct FieldSource {
  SchemaId schema;
  bool certain = true;
};

/// Collects the sources and all schemas that they apply to the same value.
FieldView view_field(const SchemaProgram& program, const std::vector<FieldSource>& sources);
/// The same for a value that is being filled in: of several forms, takes the first that agrees with the existing
/// values; of a condition, the side that applies. All resulting schemas are certain.
FieldView view_begun_field(const SchemaProgram& program, const std::vector<FieldSource>& sources,
                           const data::Value& begun);

/// The schemas for the part of a field named by a pointer token; `*` and numbers stand for items.
std::vector<FieldSource> find_part(const SchemaProgram& program, const FieldView& view, std::string_view token);

/// Names of members in schema order.
std::vector<std::string_view> member_names(const SchemaProgram& program, const FieldView& view);
bool is_required(const SchemaProgram& program, const FieldView& view, std::string_view name);
/// Names of required members that `begun` lacks, sorted within each schema.
std::vector<std::string_view> required_names(const SchemaProgram& program, const FieldView& view,
                                             const data::Value& begun);
/// Whether other members depend on this member: on its value, or on its presence.
enum class Decision : std::uint8_t { None, ByValue, ByPresence };
Decision decision_of(const SchemaProgram& program, const FieldView& view, std::string_view name);

/// The schemas that describe members and items.
std::vector<SchemaId> structure_of(const SchemaProgram& program, const FieldView& view);

/// Describes the field itself: everything but pointer, name, required and parts.
SchemaField summarise(const SchemaProgram& program, const FieldView& view);

}  // namespace gongwen::schema
