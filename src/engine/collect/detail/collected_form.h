// The returned forms of a folder: its files, and what is known about each form.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/returned/detail/read_form.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

// The files that people have put into a folder of returned forms, and into its subfolders.

/// All files by path, except those for which `is_own` says that the program made them. Hidden files, lock files and
/// files that archive programs leave are skipped. Reports: intake/folder-skipped, intake/folder-unreadable,
/// intake/no-files.
std::vector<std::string> returned_files(const std::string& folder,
                                        const std::function<bool(const std::string&)>& is_own,
                                        diagnostics::DiagnosticSink& sink);

/// A path relative to the folder.
std::string path_in_folder(const std::string& path, const std::string& folder);

// CollectedForm: a returned form with the time that decides which of two is newer.

struct CollectedForm {
  ReadForm form;
  /// Time of the last change of the file, by the file system, in nanoseconds.
  std::int64_t changed = 0;
  /// The archive that contains the file; empty for a file of the folder.
  std::string archive = {};
  /// For a form that a newer one replaces: its own messages, which no longer matter. Their texts are still needed.
  std::unique_ptr<Run> set_aside = nullptr;
};

/// When the form was saved: the time that the filling program wrote into the file, otherwise the last change of the
/// file.
base::Moment time_of(const CollectedForm& form);

/// The time in China to the minute: `2030-03-20 09:15`.
std::string time_words(const CollectedForm& form);

/// If both forms have the same time, the one whose file was changed later is newer.
bool is_newer(const CollectedForm& one, const CollectedForm& other);

}  // namespace gongwen::engine
