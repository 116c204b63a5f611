#include "schema/list_schema.h"

#include "base/json.h"
#include "schema/detail/evaluation.h"
#include "schema/detail/schema_queries.h"

#include <algorithm>
#include <unordered_set>

namespace gongwen::schema {
namespace {

constexpr int kMaxReferences = 32;

/// Returns the schema that references lead to; no id if there are other checks next to a reference, or if references
/// are circular.
SchemaId follow(const SchemaProgram& program, SchemaId id) {
  for (int i = 0; id && i < kMaxReferences; ++i) {
    const SchemaNode& node = program.at(id);
    const auto* const reference = node.checks.empty() ? nullptr : std::get_if<ReferenceCheck>(&node.checks.front());
    if (reference == nullptr) return id;
    if (node.checks.size() > 1) return {};
    id = reference->target;
  }
  return {};
}

bool is_plain(const SchemaNode& node) { return !node.refuses_all && !node.tracks_evaluation; }

/// The schema of a member, if its object's schema does not constrain members together.
SchemaId member_schema(const SchemaProgram& program, SchemaId holder, std::string_view name) {
  holder = follow(program, holder);
  if (!holder || !is_plain(program.at(holder))) return {};
  SchemaId found;
  for (const SchemaCheck& check : program.at(holder).checks) {
    const auto* const members = std::get_if<MembersCheck>(&check);
    if (members == nullptr) {
      if (!std::holds_alternative<TypeCheck>(check) && !std::holds_alternative<SizeCheck>(check)) return {};
      continue;
    }
    if (!members->matching.empty()) return {};
    for (const MembersCheck::Named& named : members->named) {
      if (named.name == name) found = named.schema;
    }
  }
  return found;
}

/// Whether a default is in the schema or in any schema reachable from it.
bool leads_to_default(const SchemaProgram& program, SchemaId from) {
  std::vector<SchemaId> open{from};
  std::unordered_set<SchemaId> seen{from};
  while (!open.empty()) {
    const SchemaNode& node = program.at(open.back());
    open.pop_back();
    if (node.schema.is_object() && node.schema.find("default")) return true;
    std::vector<SchemaId> applied;
    for (const SchemaCheck& check : node.checks) append_applied(check, applied);
    for (const SchemaId schema : applied) {
      if (schema && seen.insert(schema).second) open.push_back(schema);
    }
  }
  return false;
}

}  // namespace

std::optional<ListSchema> ListSchema::find(const Schema& schema, std::string_view pointer) {
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens || tokens->empty()) return std::nullopt;
  const SchemaProgram& program = schema.program();
  SchemaId list = SchemaProgram::main();
  for (const auto& token : *tokens) {
    list = member_schema(program, list, token);
    if (!list) return std::nullopt;
  }
  list = follow(program, list);
  ListSchema result(program);
  if (!list || !is_plain(program.at(list)) || !result.read(list.value)) return std::nullopt;
  return result;
}

bool ListSchema::read(std::uint32_t list) {
  for (const SchemaCheck& check : program_->at(SchemaId(list)).checks) {
    if (const auto* const items = std::get_if<ItemsCheck>(&check)) {
      if (!items->prefix.empty()) return false;
      if (items->rest && leads_to_default(*program_, items->rest)) return false;
      if (items->rest) item_ = items->rest.value;
    } else if (const auto* const size = std::get_if<SizeCheck>(&check)) {
      if (size->of != SizeOf::Array) continue;
      if (size->bound == SizeBound::Least) min_ = std::max<std::uint64_t>(min_, size->limit);
      if (size->bound == SizeBound::Most) max_ = std::min<std::uint64_t>(max_, size->limit);
    } else if (!std::holds_alternative<TypeCheck>(check)) {
      return false;
    }
  }
  return true;
}

bool ListSchema::fits(const data::Value& items, const ValidateLimits& limits) const {
  if (!items.is_array()) return false;
  if (!item_) return true;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!Evaluation(*program_, limits, nullptr).apply(SchemaId(*item_), items.at(i), nullptr)) return false;
  }
  return true;
}

}  // namespace gongwen::schema
