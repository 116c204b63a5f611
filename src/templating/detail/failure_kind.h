// FailureKind: what kind of failure a message of this module is, in the words that other engines
// for such templates use.
#pragma once

#include "diagnostics/catalogue.h"

#include <cstdint>
#include <string_view>

namespace gongwen::templating {

enum class FailureKind : std::uint8_t { Undefined, Syntax, UnknownFilter, UnknownTest, NotFound, Runtime };

FailureKind failure_kind(diagnostics::DiagnosticId id);

/// `undefined`, `syntax`, `unknown_filter`, `unknown_test`, `not_found` or `runtime`.
std::string_view failure_kind_name(FailureKind kind);

}  // namespace gongwen::templating
