#include "schema/apply_defaults.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/document.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "schema/detail/evaluation.h"
#include "schema/detail/schema_queries.h"
#include "schema/validate.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace gongwen::schema {

namespace {

// Ids for items without one. A schema requests them and names the members from which they are made:
//   "id": {"type": "string", "x-id-from": ["type", "dates"]}
// An id depends only on the item and on preceding items of its list with equal members, so the same data always gets
// the same ids.

class IdMaker {
 public:
  /// `from` is the value of `x-id-from`, a list of member names: `mt-meeting-20260710`, and `mt-meeting-20260710-2` for
  /// a second one. If a member is a list, its first item is used; members without ASCII letters or digits are skipped.
  std::string make(const data::Value& object, std::string_view name, const data::Value& from);

 private:
  std::map<std::uint32_t, std::set<std::string, std::less<>>> taken_;  // by the list's node, or the object's
};

constexpr std::size_t kLongestBase = 40;

/// Appends letters and digits; dates without separators, otherwise one hyphen for each gap.
void append_slug(std::string& slug, std::string_view text, bool date) {
  bool gap = !slug.empty();
  for (const char c : text) {
    if (!base::is_ascii_alnum(c)) {
      gap = gap || (!date && !slug.empty());
      continue;
    }
    if (gap) slug += '-';
    gap = false;
    slug += base::to_ascii_lower(c);
  }
}

bool has_form_of_date(std::string_view text) { return text.size() == 10 && text[4] == '-' && text[7] == '-'; }

void append_member(std::string& slug, const data::Value& object, std::string_view name) {
  std::optional<data::Value> value = object.find(name);
  if (value && value->is_array()) value = value->size() == 0 ? std::nullopt : std::optional(value->at(0));
  if (!value) return;
  if (value->is_string()) append_slug(slug, value->string(), has_form_of_date(value->string()));
  if (value->type() == data::ValueType::Integer) append_slug(slug, std::to_string(value->integer()), false);
}

std::string IdMaker::make(const data::Value& object, std::string_view name, const data::Value& from) {
  const std::optional<data::Value> parent = object.parent();
  const data::Value list = parent && parent->is_array() ? *parent : object;
  const auto [entry, fresh] = taken_.try_emplace(list.node());
  std::set<std::string, std::less<>>& taken = entry->second;
  if (fresh && list.is_array()) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto given = list.at(i).is_object() ? list.at(i).find(name) : std::nullopt;
      if (given && given->is_string()) taken.emplace(given->string());
    }
  }
  std::string base;
  for (std::size_t i = 0; from.is_array() && i < from.size(); ++i) {
    if (from.at(i).is_string()) append_member(base, object, from.at(i).string());
  }
  base.resize(std::min(base.size(), kLongestBase));
  while (base.ends_with('-')) base.pop_back();
  if (base.empty()) base = "item";
  std::string id = base;
  for (std::size_t number = 2; !taken.insert(id).second; ++number) id = base + "-" + std::to_string(number);
  return id;
}

constexpr std::string_view kMadeId = "x-id-from";

/// What to add. Only schemas from which such an addition is reachable need to be applied.
enum class Added : std::uint8_t { All, MadeIds };

/// By schema number.
using Reaching = std::vector<bool>;

/// Marks the schemas that add something, then all schemas that apply them.
Reaching schemas_with_defaults(const SchemaProgram& program, Added wanted) {
  Reaching reaching(program.nodes.size());
  std::vector<SchemaId> open;
  std::vector<std::vector<SchemaId>> appliers(program.nodes.size());
  for (std::size_t i = 0; i < program.nodes.size(); ++i) {
    const SchemaNode& node = program.nodes[i];
    std::vector<SchemaId> applied;
    for (const SchemaCheck& check : node.checks) append_applied(check, applied);
    for (const SchemaId schema : applied) {
      if (schema) appliers[schema.index()].push_back(SchemaId(i));
    }
    reaching[i] =
        node.schema.is_object() && (node.schema.find(kMadeId) || (wanted == Added::All && node.schema.find("default")));
    if (reaching[i]) open.push_back(SchemaId(i));
  }
  while (!open.empty()) {
    const SchemaId schema = open.back();
    open.pop_back();
    for (const SchemaId applier : appliers[schema.index()]) {
      if (reaching[applier.index()]) continue;
      reaching[applier.index()] = true;
      open.push_back(applier);
    }
  }
  return reaching;
}

/// One walk over a document and its schema.
class DefaultsWalk {
 public:
  DefaultsWalk(const SchemaProgram& program, const Reaching& reaching, const ValidateLimits& limits, Added wanted,
               data::DocumentExtension& extension, std::vector<std::string>& added)
      : program_(program),
        reaching_(reaching),
        limits_(limits),
        wanted_(wanted),
        extension_(extension),
        added_(added) {}

  void visit(SchemaId schema, const data::Value& value) {
    if (!schema || !reaching_[schema.index()]) return;
    if (!visited_.insert(std::uint64_t{schema.value} << 32 | value.node()).second) return;
    for (const SchemaCheck& any_check : program_.at(schema).checks) {
      std::visit([&](const auto& check) { apply(check, value); }, any_check);
    }
  }

 private:
  bool holds(SchemaId schema, const data::Value& value) const {
    return Evaluation(program_, limits_, nullptr).apply(schema, value, nullptr);
  }

  void apply(const ReferenceCheck& check, const data::Value& value) { visit(check.target, value); }
  void apply(const DynamicReferenceCheck& check, const data::Value& value) { visit(check.initial, value); }
  void apply(const AllOfCheck& check, const data::Value& value) {
    for (const SchemaId schema : check.schemas) visit(schema, value);
  }
  void apply(const AnyOfCheck& check, const data::Value& value) { visit_holding(check.schemas, value); }
  void apply(const OneOfCheck& check, const data::Value& value) { visit_holding(check.schemas, value); }
  void apply(const ConditionCheck& check, const data::Value& value) {
    visit(holds(check.condition, value) ? check.consequence : check.alternative, value);
  }
  void apply(const DependentSchemasCheck& check, const data::Value& value) {
    for (const DependentSchemasCheck::Dependency& dependency : check.dependencies) {
      if (value.is_object() && value.find(dependency.name)) visit(dependency.schema, value);
    }
  }
  void apply(const ItemsCheck& check, const data::Value& value) {
    if (!value.is_array()) return;
    for (std::size_t i = 0; i < value.size(); ++i) {
      visit(i < check.prefix.size() ? check.prefix[i] : check.rest, value.at(i));
    }
  }
  void apply(const MembersCheck& check, const data::Value& value) {
    if (!value.is_object()) return;
    for (const MembersCheck::Named& named : check.named) {
      if (const auto member = value.find(named.name)) {
        visit(named.schema, *member);
      } else {
        add_default(value, named);
      }
    }
    if (!check.matching.empty() || check.additional) visit_other_members(check, value);
  }
  template <typename OtherCheck>
  void apply(const OtherCheck&, const data::Value&) {}

  void visit_holding(const std::vector<SchemaId>& schemas, const data::Value& value) {
    for (const SchemaId schema : schemas) {
      if (reaching_[schema.index()] && holds(schema, value)) visit(schema, value);
    }
  }

  void visit_other_members(const MembersCheck& check, const data::Value& object) {
    for (std::size_t i = 0; i < object.size(); ++i) {
      const data::Value member = object.at(i);
      bool looked_at = std::any_of(check.named.begin(), check.named.end(), [&](const MembersCheck::Named& named) {
        return named.schema && named.name == member.key();
      });
      for (const MembersCheck::Matching& matching : check.matching) {
        if (matching.pattern.search(member.key()) != Pattern::Result::Found) continue;
        looked_at = true;
        visit(matching.schema, member);
      }
      if (!looked_at) visit(check.additional, member);
    }
  }

  void add_default(const data::Value& object, const MembersCheck::Named& named) {
    if (!named.schema) return;
    const std::optional<data::Value> from = keyword_of(program_, named.schema, kMadeId);
    std::optional<data::Value> value = from;
    if (!value && wanted_ == Added::All) value = keyword_of(program_, named.schema, "default");
    if (!value || !given_.emplace(object.node(), named.name).second) return;
    if (from) {
      extension_.put_text(object.node(), named.name, ids_.make(object, named.name, *from));
    } else {
      extension_.put_member(object.node(), named.name, *value, data::DocumentExtension::Places::OfParent);
    }
    std::string pointer = object.pointer();
    base::append_pointer_token(pointer, named.name);
    added_.push_back(std::move(pointer));
  }

  const SchemaProgram& program_;
  const Reaching& reaching_;
  const ValidateLimits& limits_;
  Added wanted_;
  data::DocumentExtension& extension_;
  std::vector<std::string>& added_;
  IdMaker ids_;
  std::unordered_set<std::uint64_t> visited_;                   // schema and node
  std::set<std::pair<std::uint32_t, std::string_view>> given_;  // the first default for a member wins
};

WithDefaults add_members(const Schema& schema, data::Document document, const ValidateLimits& limits, Added wanted) {
  // Added objects may lack members in turn; the limit stops a default that contains itself.
  constexpr int kMaxRounds = 16;
  const SchemaProgram& program = schema.program();
  const Reaching reaching = schemas_with_defaults(program, wanted);
  WithDefaults result{std::move(document), {}};
  if (!reaching[SchemaProgram::main().index()]) return result;
  for (int round = 0; round < kMaxRounds; ++round) {
    const std::size_t before = result.added.size();
    data::DocumentExtension extension(std::move(result.document));
    DefaultsWalk walk(program, reaching, limits, wanted, extension, result.added);
    walk.visit(SchemaProgram::main(), extension.document().root());
    result.document = std::move(extension).finish();
    if (result.added.size() == before) break;
  }
  return result;
}

}  // namespace

WithDefaults apply_defaults(const Schema& schema, data::Document document, const ValidateLimits& limits) {
  return add_members(schema, std::move(document), limits, Added::All);
}

data::Document add_made_ids(const Schema& schema, data::Document document, const ValidateLimits& limits) {
  return add_members(schema, std::move(document), limits, Added::MadeIds).document;
}

void check_defaults(const Schema& schema, diagnostics::DiagnosticSink& sink) {
  const SchemaProgram& program = schema.program();
  const ValidateLimits limits;
  for (std::size_t i = 0; i < program.nodes.size(); ++i) {
    const SchemaNode& node = program.nodes[i];
    if (!node.schema.is_object()) continue;
    const auto given = node.schema.find("default");
    // Objects are skipped: defaults of their members are added later.
    if (!given || given->is_object()) continue;
    if (Evaluation(program, limits, nullptr).apply(SchemaId(i), *given, nullptr)) continue;
    std::string json = data::value_json(*given);
    sink.report(diagnostics::messages::DataSchemaBadDefault, given->origin(), json);
  }
}

}  // namespace gongwen::schema
