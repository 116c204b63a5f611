// Texts of the caller: where they are read from, within which limits.
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

// From the limits of a call to those of the modules.

/// The time of the expansion starts now. It ends before that when the run is stopped, whose check is given; null when
/// the run cannot be stopped.
templating::Limits templating_limits(const Limits& limits, const base::StopCheck* stop_check = nullptr);
data::JsonLimits json_limits(const Limits& limits);
layout::PageLimits page_limits(const Limits& limits);

// A text of the caller's: a file, the standard input, or a text in memory.

/// The folder that a file lies in; `.` for a name alone.
std::string folder_of(const std::string& path);

/// Reports: resources/*.
base::Expected<diagnostics::SourceId> read_source(const DataSource& source, Run& run);

/// The same of data, which may be in UTF-16 or GB 18030. Reports: resources/*, data/old-office-file, data/packed-file.
base::Expected<diagnostics::SourceId> read_data_source(const DataSource& source, Run& run);

/// A page, and the encoding that its style sheets are in where they name none and are not UTF-8: the one that it was
/// read in, or names though it is UTF-8. Under the name of the C library; empty when it names none.
struct PageSource {
  diagnostics::SourceId id;
  std::string encoding;
};

/// The same of a page of HTML: in the encoding that it names; without one in UTF-8, UTF-16 with its mark, or GB 18030.
/// What is invalid in UTF-8 becomes U+FFFD, as browsers do it. Reports: resources/*, dom/guessed-encoding,
/// dom/replaced-bytes; engine/not-a-page of other files, and of texts without any element.
base::Expected<PageSource> read_page_source(const DataSource& source, Run& run);

}  // namespace gongwen::engine
