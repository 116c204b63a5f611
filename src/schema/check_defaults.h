// Whether the defaults of a schema fit it: data that left them out are not looked at again once they have them.
#pragma once

#include "schema/schema.h"

namespace gongwen::schema {

/// Reports: data/schema-bad-default at each default that its own schema refuses.
void check_defaults(const Schema& schema, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
