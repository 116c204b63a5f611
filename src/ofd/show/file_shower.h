// Lets `gongwen-show` show foreign files: a separate program with limits on time and memory that may open neither other
// files nor the network, so that a hostile file cannot harm anything else. This program is never forked.
//   const auto answer = show::show_file(bytes, {"notice.ofd", {ShownAs::Pdf}, …}, libexec_folder, sink);
#pragma once

#include "ofd/show/show_request.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::show {

/// Returns nullopt after reporting an error. Reports: show/*, and the messages of drawing pages. Throws
/// base::WorkStopped if the sink's check stops the work.
std::optional<ShowAnswer> show_file(std::string_view bytes, const ShowRequest& request,
                                    const std::string& libexec_folder, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::show
