// Reads texts that the caller gives, within limits.
#pragma once

#include "base/expected.h"
#include "data/readers.h"
#include "engine/core/run.h"
#include "gongwen/engine.h"
#include "gongwen/limits.h"
#include "layout/pages/page_sequence.h"
#include "resources/environment.h"
#include "templating/limits.h"

namespace gongwen::engine {

// Translates the limits of a call into those of the modules.

/// The time limit of an expansion starts with this call. `stop_check` is that of the run and can end the expansion
/// earlier; null if the run cannot be stopped.
templating::Limits templating_limits(const Limits& limits, const base::StopCheck* stop_check = nullptr);
data::JsonLimits json_limits(const Limits& limits);
layout::PageLimits page_limits(const Limits& limits);

// A source is a file, the standard input, or a text in memory.

/// The folder of a file; `.` for a name alone.
std::string folder_of(const std::string& path);

/// Reads UTF-8 text.
/// Reports: resources/*.
base::Expected<diagnostics::SourceId> read_source(const DataSource& source, Run& run);

/// Reads data, which may be in UTF-16 or GB 18030. Reports: resources/*, data/old-office-file, data/packed-file.
base::Expected<diagnostics::SourceId> read_data_source(const DataSource& source, Run& run);

/// A page, and the encoding of those of its style sheets that name none and are not UTF-8: the encoding in which the
/// page was read, or the one that the page names although it is UTF-8. The name is that of the C library; empty if the
/// page names none.
struct PageSource {
  diagnostics::SourceId id;
  std::string encoding;
};

/// Reads a page of HTML in the encoding that it names, otherwise in UTF-8, UTF-16 with a mark, or GB 18030. Invalid
/// UTF-8 becomes U+FFFD, as in browsers. Reports: resources/*, dom/guessed-encoding, dom/replaced-bytes;
/// engine/not-a-page for other files, and for texts without any element.
base::Expected<PageSource> read_page_source(const DataSource& source, Run& run);

}  // namespace gongwen::engine
