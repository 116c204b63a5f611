// Manifests of the bundles that come with the program, known since it was built: they need not be checked against their
// schema again. One that differs in any byte is checked like those of other bundles.
#pragma once

#include <string_view>

namespace gongwen::engine {

/// Whether `text` is the manifest of a kind that the program was built with, byte by byte: such a manifest is valid,
/// which tests see to.
bool is_known_manifest(std::string_view kind, std::string_view text);

}  // namespace gongwen::engine
