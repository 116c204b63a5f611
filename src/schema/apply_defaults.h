// Applies the defaults of a schema: checks that they are valid, adds them to data, and generates ids.
#pragma once

#include "data/document.h"
#include "schema/schema.h"
#include "schema/validate.h"

#include <string>
#include <vector>

namespace gongwen::schema {

// Checks the defaults in advance, because data is not validated again after they have been added.

/// Reports: data/schema-bad-default for each default that its own schema refuses.
void check_defaults(const Schema& schema, diagnostics::DiagnosticSink& sink);

// Defaults: values for members that the data does not give.
//   const WithDefaults filled = apply_defaults(schema, std::move(document), ValidateLimits{});
//   filled.document.resolve("/language");   filled.added;   // {"/language"}

struct WithDefaults {
  data::Document document;
  /// Pointers of the added members, in order of addition.
  std::vector<std::string> added;
};

/// Adds the `default`, or the id that `x-id-from` requests, for every member that an object lacks, including members of
/// added objects. Of anyOf and oneOf, the valid branches apply; of if/then/else, the matching one. Existing values keep
/// their numbers and places; added ones take the place of their parent. Source: JSON Schema Validation 9.2 leaves the
/// use of `default` to the application.
WithDefaults apply_defaults(const Schema& schema, data::Document document, const ValidateLimits& limits);

/// Adds only ids, for callers that must keep the data as given.
data::Document add_made_ids(const Schema& schema, data::Document document, const ValidateLimits& limits);

}  // namespace gongwen::schema
