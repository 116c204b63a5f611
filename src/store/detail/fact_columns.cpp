#include "store/detail/fact_columns.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/document.h"
#include "data/readers.h"
#include "data/table_frame.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/texts/store.h"
#include "sheet/databook/table_plan.h"

#include <algorithm>

namespace gongwen::store {
namespace {

using data::Value;
using Places = data::DocumentExtension::Places;

class Extension {
 public:
  explicit Extension(data::Document schema) : extension_(std::move(schema)) {
    const auto found = extension_.document().resolve("/$defs");
    definitions_ = found ? found->node() : extension_.put_object(0, "$defs");
  }

  data::Document make(const Value& root) && {
    if (const auto definitions = root.find("$defs")) put_members(definitions_, *definitions);
    const Value types = *root.find("types");
    for (std::size_t i = 0; i < types.size(); ++i) add_type(types.at(i));
    return std::move(extension_).finish();
  }

 private:
  void put_members(std::uint32_t object, const Value& members) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      extension_.put_member(object, members.key_at(i), members.at(i), Places::OfValue);
    }
  }

  /// Adds members to a definition; all other keywords replace those of the definition.
  void add_type(const Value& type) {
    const Value schema = *type.find("schema");
    const auto extended = type.find("extends");
    if (!extended) {
      extension_.put_member(definitions_, type.key(), schema, Places::OfValue);
      return;
    }
    const Value definition = *extension_.document().resolve("/$defs/" + std::string(extended->string()));
    for (std::size_t i = 0; i < schema.size(); ++i) {
      const auto properties = definition.find("properties");
      if (schema.key_at(i) == "properties" && properties) {
        put_members(properties->node(), schema.at(i));
      } else {
        extension_.put_member(definition.node(), schema.key_at(i), schema.at(i), Places::OfValue);
      }
    }
  }

  data::DocumentExtension extension_;
  std::uint32_t definitions_ = 0;
};

}  // namespace

std::shared_ptr<const data::Document> read_kept(const std::string& name, const std::string& text,
                                                resources::SourceStore& sources, data::DocumentRegistry& documents,
                                                diagnostics::DiagnosticSink& sink) {
  const diagnostics::SourceId source = sources.add(name, text);
  base::Expected<data::Document> read = data::read_json(source, sources.source_text(source), {}, sink);
  if (!read) return nullptr;
  auto document = std::make_shared<const data::Document>(*std::move(read));
  documents.add(document);
  return document;
}

base::Expected<ExtendedSchema> extended_schema(const RecordSource& kind, resources::SourceStore& sources,
                                               data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink) {
  const auto types = read_kept(kind.records_name, kind.records, sources, documents, sink);
  const diagnostics::SourceId source = sources.add(kind.schema_name, kind.schema);
  base::Expected<data::Document> schema = data::read_json(source, sources.source_text(source), {}, sink);
  if (!types || !schema) return base::kReported;
  auto extended = std::make_shared<const data::Document>(Extension(*std::move(schema)).make(types->root()));
  documents.add(extended);
  return ExtendedSchema{std::move(extended), types};
}

namespace {

/// The URI of the extended schema of a kind; other schemas refer to it.
std::string base_of(const std::string& kind) { return "gongwen:records/" + kind; }

/// A schema document with these members.
std::string schema_text(std::string_view members) {
  std::string text = R"({"$schema":"https://json-schema.org/draft/2020-12/schema",)";
  return text.append(members).append("}");
}

std::string reference_to(RecordType type) {
  return R"("$ref":)" + base::json_string(base_of(type.info().kind) + "#" + type.info().definition);
}

std::string one_or_list_of(RecordType type) {
  const std::string one = "{" + reference_to(type) + "}";
  return R"("anyOf":[)" + one + R"(,{"type":"array","items":)" + one + "}]";
}

std::string title_text(const RecordTitle& title) {
  return R"("x-title":{"zh":)" + base::json_string(title.chinese) + R"(,"en":)" + base::json_string(title.english) +
         "}";
}

std::string lists_text(const RecordTypes& types) {
  std::string text =
      title_text({std::string(texts::StoreRecordLists.chinese), std::string(texts::StoreRecordLists.english)}) +
      R"(,"type":"object","additionalProperties":false,"properties":{)";
  for (const RecordType type : types.all()) {
    if (!text.ends_with('{')) text += ',';
    text += base::json_string(type.info().plural) + ":{" + title_text(type.info().list_title) +
            R"(,"type":"array","items":{)" + reference_to(type) + "}}";
  }
  return text + "}";
}

}  // namespace

base::Expected<RecordSchemas> RecordSchemas::compile(SharedRecordTypes types, resources::SourceStore& sources,
                                                     data::DocumentRegistry& documents,
                                                     diagnostics::DiagnosticSink& sink) {
  RecordSchemas schemas;
  schemas.types_ = std::move(types);
  std::vector<schema::SchemaSource> bases;
  for (const RecordSource& kind : schemas.types_->kinds()) {
    auto extended = extended_schema(kind, sources, documents, sink);
    // Issues have none of the members that only a store needs.
    const auto plain = read_kept(kind.schema_name, kind.schema, sources, documents, sink);
    if (!extended || !plain) return base::kReported;
    auto issues = schema::compile_schema({"", plain}, {}, schema::kBundleSchema, sink);
    if (!issues) return base::kReported;
    schemas.issues_.emplace(kind.kind, *std::move(issues));
    bases.push_back({base_of(kind.kind), extended->schema});
    schemas.documents_.emplace(kind.kind, extended->schema);
  }
  const auto compiled = [&](const std::string& members) -> base::Expected<schema::Schema> {
    const auto main = read_kept("<records>", schema_text(members), sources, documents, sink);
    if (!main) return base::kReported;
    return schema::compile_schema({"", main}, bases, schema::kBundleSchema, sink);
  };
  for (const RecordType type : schemas.types_->all()) {
    auto record = compiled(reference_to(type));
    auto list = compiled(one_or_list_of(type));
    if (!record || !list) return base::kReported;
    schemas.records_.push_back(*std::move(record));
    schemas.one_or_lists_.push_back(*std::move(list));
  }
  auto lists = compiled(lists_text(*schemas.types_));
  if (!lists) return base::kReported;
  schemas.lists_.emplace(*std::move(lists));
  return schemas;
}

std::string_view RecordSchemas::title_at(RecordType type, const std::string& place) const {
  const std::optional<data::Value> title = documents_.at(type.info().kind)->resolve(place + "/x-title/zh");
  return title && title->is_string() ? title->string() : std::string_view();
}

bool RecordSchemas::has(RecordType type, const std::string& place) const {
  return documents_.at(type.info().kind)->resolve(place).has_value();
}

namespace {

std::vector<std::string> names_of(const schema::SchemaField& field, const databook::Title& title) {
  std::vector<std::string> names{std::string(field.name), title.chinese, title.english,
                                 std::string(field.title.chinese), std::string(field.title.english)};
  for (const std::string_view language : {"zh", "en"}) {
    for (std::string& other : databook::all_titles(field, language)) names.push_back(std::move(other));
  }
  std::erase_if(names, [](const std::string& name) { return name.empty(); });
  return names;
}

/// Returns the schema of the list itself, since the table of its items does not keep it; null if absent.
const schema::SchemaField* find_part(const schema::SchemaField& object, const std::vector<std::string>& path) {
  const schema::SchemaField* field = &object;
  for (const std::string& name : path) {
    const auto found =
        std::find_if(field->parts.begin(), field->parts.end(), [&name](const auto& part) { return part.name == name; });
    if (found == field->parts.end()) return nullptr;
    field = &*found;
  }
  return field;
}

}  // namespace

FactColumns::FactColumns(const RecordSchemas& schemas, RecordType type)
    : schemas_(schemas), record_type_(type), plan_(databook::plan_tables(schemas.lists())) {
  const std::string& list = type.info().plural;
  while (plan_.tables[table_].pointer != "/" + list) ++table_;
  const schema::SchemaField* const records = find_part(plan_.root, {list});
  const auto add = [this](std::vector<std::string> names, const FactTarget& target) {
    for (std::string& name : names) names_.push_back({std::move(name), target});
  };
  for (std::size_t i = 0; i < record().columns.size(); ++i) {
    const databook::Column& column = record().columns[i];
    if (column.path.size() == 1) {
      add(names_of(column.field, column.title), {false, i});
    } else {
      add({column.title.chinese, column.title.english, column.pointer}, {false, i});
    }
  }
  for (std::size_t i = 0; i < plan_.tables.size(); ++i) {
    const databook::Table& child = plan_.tables[i];
    if (child.parent != table_ || child.pointer.empty() || i == table_) continue;
    const schema::SchemaField* const field =
        records == nullptr || records->parts.empty() ? nullptr : find_part(records->parts.front(), child.path);
    if (field != nullptr) add(names_of(*field, child.title), {true, i});
    add({child.path.back(), child.title.chinese, child.title.english}, {true, i});
  }
}

std::optional<std::size_t> FactColumns::type_column() const {
  if (record().deciding.empty()) return std::nullopt;
  for (std::size_t i = 0; i < record().columns.size(); ++i) {
    if (record().columns[i].path == std::vector{record().deciding.front()}) return i;
  }
  return std::nullopt;
}

std::vector<FactTarget> FactColumns::find(std::string_view head) const {
  head = data::without_required_mark(head);
  std::vector<FactTarget> found;
  const auto take = [&](const auto& is_same) {
    for (const FactName& name : names_) {
      const bool known = std::find(found.begin(), found.end(), name.target) != found.end();
      if (!known && is_same(name.text)) found.push_back(name.target);
    }
  };
  take([head](std::string_view text) { return base::equals_ignoring_ascii_case(text, head); });
  if (found.empty() && !head.empty()) take([head](std::string_view text) { return data::reads_same(text, head); });
  return found;
}

std::string FactColumns::name_of(const FactTarget& target) const {
  return target.is_list ? plan_.tables[target.index].path.back() : record().columns[target.index].path.front();
}

FactTarget FactColumns::choose(const std::vector<FactTarget>& targets, std::string_view head,
                               const std::string& type) const {
  if (targets.size() == 1) return targets.front();
  for (const std::string& form : {type, record_type_.info().name}) {
    for (const FactTarget& target : targets) {
      if (schemas_.title_at(record_type_, "/$defs/" + form + "/properties/" + name_of(target)) == head) return target;
    }
  }
  // If no title is specific to the form, choose the first field that the form has.
  for (const FactTarget& target : targets) {
    if (schemas_.has(record_type_, "/$defs/" + type + "/properties/" + name_of(target))) return target;
  }
  return targets.front();
}

std::optional<std::size_t> FactColumns::find_member(std::size_t table, std::string_view name) const {
  const std::vector<databook::Column>& columns = plan_.tables[table].columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].path.empty()) continue;
    std::vector<std::string> names{columns[i].title.chinese, columns[i].title.english};
    if (columns[i].path.size() == 1) names = names_of(columns[i].field, columns[i].title);
    if (std::find(names.begin(), names.end(), name) != names.end()) return i;
  }
  return std::nullopt;
}

std::vector<std::string_view> FactColumns::known_names() const {
  std::vector<std::string_view> known;
  for (const FactName& name : names_) known.push_back(name.text);
  return known;
}

}  // namespace gongwen::store
