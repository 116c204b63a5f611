#include "schema/detail/field_memo.h"

#include "schema/detail/schema_program.h"

#include <optional>
#include <utility>

namespace gongwen::schema {

std::shared_ptr<const SchemaField> FieldMemo::field(const Schema& schema, std::string_view pointer) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = fields_.find(pointer); known != fields_.end()) return known->second;
  }
  std::optional<SchemaField> found = describe_field(schema, pointer);
  auto field = found ? std::make_shared<const SchemaField>(*std::move(found)) : nullptr;
  if (pointer.size() > kMaxPointer) return field;
  const std::lock_guard lock(mutex_);
  if (fields_.size() >= kMaxFields) fields_.clear();
  return fields_.try_emplace(std::string(pointer), std::move(field)).first->second;
}

const SchemaField& FieldMemo::all(const Schema& schema) {
  std::call_once(listed_, [&] { all_ = describe_all_fields(schema); });
  return all_;
}

std::size_t FieldMemo::size() {
  const std::lock_guard lock(mutex_);
  return fields_.size();
}

std::shared_ptr<FieldMemo> new_field_memo() { return std::make_shared<FieldMemo>(); }

std::shared_ptr<const SchemaField> known_field(const Schema& schema, std::string_view pointer) {
  return schema.program().memo->field(schema, pointer);
}

const SchemaField& known_fields(const Schema& schema) { return schema.program().memo->all(schema); }

}  // namespace gongwen::schema
