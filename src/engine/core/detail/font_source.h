// FontSource: the fonts of an engine, opened once when they are first needed; and two questions about them.
#pragma once

#include "base/side_thread.h"
#include "engine/core/run.h"
#include "gongwen/engine.h"
#include "text/font_library.h"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

// Lists of fonts, and of characters that they lack.

/// Families and faces. The report of the list stays empty.
FontList list_fonts(const text::FontLibrary& library);

/// The characters of a text that no face has, each once, in the order of code points. Blanks and controls need no face.
std::vector<std::string> missing_characters(const text::FontLibrary& library, std::string_view text);

// FontSource: one library for all runs of an engine.

class FontSource {
 public:
  FontSource(std::string folder, std::vector<std::string> user_folders, text::FileCheck check = text::FileCheck::Size)
      : folder_(std::move(folder)), user_folders_(std::move(user_folders)), check_(check) {}

  /// Starts to open the fonts in another thread, for callers that have other work to do first.
  void prepare();
  /// Returns null if the manifest cannot be read. Messages about opening the fonts go into every run.
  const text::FontLibrary* get(Run& run);

 private:
  void open();

  std::string folder_;
  std::vector<std::string> user_folders_;
  text::FileCheck check_;
  std::once_flag opened_;
  resources::SourceStore sources_;
  std::unique_ptr<text::FontLibrary> library_;
  std::vector<diagnostics::Diagnostic> diagnostics_;
  std::once_flag prepared_;
  base::SideTask opening_;  // the last member: its destructor waits for the thread that uses the others
};

}  // namespace gongwen::engine
