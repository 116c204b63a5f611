// The password or PIN of a key from a file, which nobody but the one who signs should be able to read.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sign/signing_key.h"

#include <optional>
#include <string>

namespace gongwen::sign {

/// The first line of the file, without its end. Nothing after a report, and for an empty line: what was not given must
/// not be tried. Reports: resources/*.
std::optional<Secret> read_secret_file(const std::string& path, diagnostics::DiagnosticSink& sink);

/// A secret that is no longer needed elsewhere: `text` is wiped. Nothing for an empty one.
std::optional<Secret> take_secret(std::string& text);

}  // namespace gongwen::sign
