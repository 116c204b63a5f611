// Attributes that say something to those who do not see the pages, where it cannot be told.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"

#include <string_view>

namespace gongwen::paint {

/// Whether an address does not fit into a string of PDF/A (ISO 19005-2 section 6.1.13), with everything but ASCII as
/// `%E4`.
bool is_address_too_long(std::string_view address);

/// Reports: paint/address-too-long, paint/unused-attribute.
void check_attributes(const dom::Tree& tree, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::paint
