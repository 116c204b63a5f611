// Defaults of a schema: whether they fit it, and data with them and with ids filled in.
#pragma once

#include "data/document.h"
#include "schema/schema.h"
#include "schema/validate.h"

#include <string>
#include <vector>

namespace gongwen::schema {

// Whether the defaults of a schema fit it: data that left them out are not looked at again once they have them.

/// Reports: data/schema-bad-default at each default that its own schema refuses.
void check_defaults(const Schema& schema, diagnostics::DiagnosticSink& sink);

// Defaults: what a schema says about members that the data does not give.
//   const WithDefaults filled = apply_defaults(schema, std::move(document), ValidateLimits{});
//   filled.document.resolve("/language");   filled.added;   // {"/language"}

struct WithDefaults {
  data::Document document;
  /// The pointers of the members that were added, in the order of adding.
  std::vector<std::string> added;
};

/// Adds the `default`, or the id that `x-id-from` asks for, of every member that an object lacks, also in objects that
/// were added themselves. Of anyOf and oneOf the branches count that hold, of if/then/else the one that applies.
/// Returns: the document; its values keep numbers and places, added ones have the place of their parent. Source: JSON
/// Schema Validation 9.2 leaves the use of `default` to the application.
WithDefaults apply_defaults(const Schema& schema, data::Document document, const ValidateLimits& limits);

/// The ids alone, for those who keep what was given.
data::Document add_made_ids(const Schema& schema, data::Document document, const ValidateLimits& limits);

}  // namespace gongwen::schema
