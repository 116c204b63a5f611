// Has foreign files shown by `gongwen-show`, a separate program with limits on time and memory that may neither open
// other files nor the network, so that a hostile file harms nothing else. This program is never forked.
//   const auto answer = show::show_file(bytes, {"notice.ofd", {ShownAs::Pdf}, …}, libexec_folder, sink);
#pragma once

#include "ofd/show/show_request.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::show {

/// nullopt after reporting an error. Reports: show/*, and what drawing pages reports. Throws base::WorkStopped when the
/// sink's check says so.
std::optional<ShowAnswer> show_file(std::string_view bytes, const ShowRequest& request,
                                    const std::string& libexec_folder, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::show
