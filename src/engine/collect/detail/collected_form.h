// The returned forms of a folder: its files, and what is known of each form.
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

// The files of a folder of returned forms: what people have put there, with the folders in it.

/// All files that `is_own` does not say to be the program's own, by path. Hidden ones, and what programs leave beside
/// open documents and in archives, are skipped. Reports: intake/folder-skipped, intake/folder-unreadable,
/// intake/no-files.
std::vector<std::string> returned_files(const std::string& folder,
                                        const std::function<bool(const std::string&)>& is_own,
                                        diagnostics::DiagnosticSink& sink);

/// A path in the folder without the folder's own.
std::string path_in_folder(const std::string& path, const std::string& folder);

// CollectedForm: a returned form among those of a folder, with the time by which the newer of two is known.

struct CollectedForm {
  ReadForm form;
  /// When the file was last changed, as the file system has it, in nanoseconds.
  std::int64_t changed = 0;
  /// The archive that the file lies in; empty for a file of the folder.
  std::string archive = {};
  /// Of a form that a newer one replaces: its own messages, which are of no interest any more. Their texts are
  /// still needed.
  std::unique_ptr<Run> set_aside = nullptr;
};

/// When the form was saved: what the program that saved it has written into the file; of a file that says nothing, when
/// the file was last changed.
base::Moment time_of(const CollectedForm& form);

/// The time in China to the minute: `2030-03-20 09:15`.
std::string time_words(const CollectedForm& form);

/// Of two forms of one time, the one whose file was changed later is newer.
bool is_newer(const CollectedForm& one, const CollectedForm& other);

}  // namespace gongwen::engine
