// The files of a folder of returned forms: what people have put there, with the folders in it.
#pragma once

#include "diagnostics/diagnostic.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// All files that `is_own` does not say to be the program's own, by path. Hidden ones, and what programs leave beside
/// open documents and in archives, are passed over. Reports: intake/folder-skipped, intake/folder-unreadable,
/// intake/no-files.
std::vector<std::string> returned_files(const std::string& folder,
                                        const std::function<bool(const std::string&)>& is_own,
                                        diagnostics::DiagnosticSink& sink);

/// Not what programs leave beside an open document or in an archive, and nothing hidden: people did not put it there.
bool is_put_there(std::string_view name);

/// A path in the folder without the folder's own.
std::string path_in_folder(const std::string& path, const std::string& folder);

}  // namespace gongwen::engine
