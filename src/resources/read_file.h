// Reading whole files: the only place where gongwen opens a file for reading as text or bytes.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/source_store.h"

#include <cstddef>
#include <string>

namespace gongwen::resources {

struct ReadLimits {
  std::size_t max_bytes = std::size_t{1} << 30;  // 1 GiB
};

/// The bytes of a file, or of standard input when `path` is `-`.
/// Reports: resources/not-found, resources/is-folder, resources/unreadable, resources/too-large.
base::Expected<std::string> read_bytes(const std::string& path, const ReadLimits& limits,
                                       diagnostics::DiagnosticSink& sink);

/// Reads a UTF-8 text into the store; a byte order mark at its start is dropped. Messages call it `shown`, otherwise by
/// its path, and standard input `<stdin>`.
/// Reports: those of read_bytes, and resources/not-utf8.
base::Expected<diagnostics::SourceId> read_text(const std::string& path, const ReadLimits& limits, SourceStore& store,
                                                diagnostics::DiagnosticSink& sink, std::string shown = {});

/// The same for a text that is in memory already; `start` is where it starts in the file of that name.
base::Expected<diagnostics::SourceId> add_text(const std::string& name, std::string text, SourceStore& store,
                                               diagnostics::DiagnosticSink& sink, diagnostics::LineColumn start = {});

}  // namespace gongwen::resources
