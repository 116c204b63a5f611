// Compiled schemas: from documents, or from texts in the program.
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

// Schema: a JSON Schema of draft 2020-12, compiled. It is built once from one or more documents,
// immutable from then on, and shared by threads.
//   const auto schema = compile_schema({"bundle:/schema.json", document}, {}, kBundleSchema, sink);
//   validate(*schema, data.root(), {}, sink);                    // validate.h
// Titles for people: `title` and `description` are plain texts by the specification. Our schemas
// add `x-title: {"zh": …, "en": …}` and `x-description`, which go before; a language that
// has none takes the text of the other one.

/// A document that schemas are taken from. The compiled schema keeps it alive.
struct SchemaSource {
  /// Where it was found: the base of its references, unless its `$id` says otherwise. May be empty
  /// for the main schema.
  std::string uri;
  std::shared_ptr<const data::Document> document;
  /// The node that is the schema; 0 is the root of the document.
  std::uint32_t node = 0;

  data::Value root() const { return {*document, node}; }
};

/// By the specification unknown keywords are ignored; in our own schemas they are mistakes. Names that start with `x-`
/// are free for all.
enum class UnknownKeywords : std::uint8_t { Ignore, Warn };

/// By the specification `format` is a remark; an own dialect or this option makes it a condition.
enum class Formats : std::uint8_t { Annotate, Assert };

struct SchemaOptions {
  UnknownKeywords unknown_keywords = UnknownKeywords::Ignore;
  Formats formats = Formats::Annotate;
  /// Schemas and subschemas that are reached from the main schema.
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

  /// For the parts of this module that run it.
  const SchemaProgram& program() const { return *program_; }

 private:
  std::unique_ptr<const SchemaProgram> program_;
};

/// Compiles `main` with everything that it refers to. `others` are found by their URI or their
/// `$id`; the metaschemas of draft 2020-12 need not be given. Returns: the schema; nothing when an
/// error was reported. Warnings alone do not prevent it. Reports: data/schema-*, each at its place
/// in the schema's document. Source: JSON Schema Core and Validation, draft 2020-12.
base::Expected<Schema> compile_schema(const SchemaSource& main, std::span<const SchemaSource> others,
                                      const SchemaOptions& options, diagnostics::DiagnosticSink& sink);

// A schema that belongs to the program and not to a bundle.

/// Compiles the JSON Schema `text` in the dialect of the bundles. The text is part of the program: that it is sound is
/// asserted, not reported.
Schema built_in_schema(std::string_view text);

}  // namespace gongwen::schema
