// What a Chinese input method and habit do to YAML: a full-width colon, no blank after a colon, a tab at the begin of a
// line. The library tells of them at a later line, or not at all.
#pragma once

#include "diagnostics/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::data {

/// Looks at the lines up to the one of `offset`, where the library gave up. Returns: whether anything was reported, and
/// so the cause is known. Reports: data/yaml-tab, data/yaml-full-width-colon, data/yaml-no-blank.
bool report_yaml_slips(diagnostics::SourceId source, std::string_view text, std::size_t offset,
                       diagnostics::DiagnosticSink& sink);

/// `year: 2026` for `year：2026` and `year:2026`; nothing for texts that do not begin with a name and a colon.
std::optional<std::string> with_yaml_colon(std::string_view line);

}  // namespace gongwen::data
