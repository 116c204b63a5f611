// Compiled schemas, from documents or from texts in the program.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "diagnostics/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::schema {

struct SchemaProgram;

// Schema: a compiled JSON Schema of draft 2020-12. It is built once from one or more documents, then immutable and
// shared by threads.
//   const auto schema = compile_schema({"bundle:/schema.json", document}, {}, kBundleSchema, sink);
//   validate(*schema, data.root(), {}, sink);                    // validate.h
// Titles for people: in the specification, `title` and `description` are plain texts. Our schemas add `x-title: {"zh":
// …, "en": …}` and `x-description`, which take precedence; a missing language takes the text of the other.

/// A document that contains schemas. The compiled schema keeps it alive.
struct SchemaSource {
  /// Base URI of its references, unless its `$id` overrides it. May be empty for the main schema.
  std::string uri;
  std::shared_ptr<const data::Document> document;
  /// The node of the schema; 0 is the root of the document.
  std::uint32_t node = 0;

  data::Value root() const { return {*document, node}; }
};

/// The specification ignores unknown keywords; in our own schemas they are mistakes. Names starting with `x-` are
/// always allowed.
enum class UnknownKeywords : std::uint8_t { Ignore, Warn };

/// In the specification `format` is an annotation; a custom dialect or this option makes it an assertion.
enum class Formats : std::uint8_t { Annotate, Assert };

struct SchemaOptions {
  UnknownKeywords unknown_keywords = UnknownKeywords::Ignore;
  Formats formats = Formats::Annotate;
  /// Limit for schemas and subschemas reachable from the main schema.
  std::size_t max_schemas = 100'000;
};

inline constexpr SchemaOptions kStandardSchema{};
inline constexpr SchemaOptions kBundleSchema{UnknownKeywords::Warn, Formats::Assert};

class Schema {
 public:
  explicit Schema(std::unique_ptr<const SchemaProgram> program);
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  /// For other parts of this module.
  const SchemaProgram& program() const { return *program_; }

 private:
  std::unique_ptr<const SchemaProgram> program_;
};

/// Compiles `main` with everything that it refers to. `others` are found by URI or `$id`; the metaschemas of draft
/// 2020-12 are built in. Fails if an error was reported; warnings do not prevent compilation. Reports: data/schema-*,
/// each at its place in the schema's document. Source: JSON Schema Core and Validation, draft 2020-12.
base::Expected<Schema> compile_schema(const SchemaSource& main, std::span<const SchemaSource> others,
                                      const SchemaOptions& options, diagnostics::DiagnosticSink& sink);

// Schemas that belong to the program rather than to a bundle.

/// Compiles the JSON Schema `text` in the dialect of bundles. The text is part of the program, so errors are asserted,
/// not reported.
Schema built_in_schema(std::string_view text);

}  // namespace gongwen::schema
