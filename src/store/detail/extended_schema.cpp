#include "data/document_extension.h"
#include "data/readers.h"
#include "store/detail/record_schemas.h"

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

  /// A definition gets more members; what else it says is replaced.
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

}  // namespace gongwen::store
