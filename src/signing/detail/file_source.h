// Reads a finished file, and tells PDF and OFD apart.
#pragma once

#include "diagnostics/diagnostic.h"
#include "gongwen/signatures.h"
#include "sign/trust.h"

#include <cstddef>
#include <optional>
#include <string>

namespace gongwen::signing {

/// The bytes of the file; nullopt if it cannot be read or is larger than `max_bytes`. Reports: resources/*.
std::optional<std::string> bytes_of(const FileSource& file, std::size_t max_bytes, diagnostics::DiagnosticSink& sink);

/// The files as `sign` takes them.
sign::TrustFiles trust_files(const TrustFileNames& names);

}  // namespace gongwen::signing
