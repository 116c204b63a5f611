// The DOCX file of a kind whose page is a Word file: the author's own file, with its tags expanded.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/word_package.h"
#include "engine/render/detail/lay_out_pages.h"

#include <optional>
#include <string>

namespace gongwen::engine {

struct WordCopySource {
  const CompiledKind& kind;
  const KindOutput& output;
  const data::Document& data;
  const RenderOptions& options;
  const LaidOutPages* pages;  // for references to pages; null if the file has none
};

/// Makes the bytes of the file; call it after the page was expanded without an error. Returns nullopt if an error was
/// reported. Reports: adopt/markup, adopt/torn-apart, templating/*.
std::optional<std::string> word_copy(const WordPackage& package, const WordCopySource& source, Run& run);

}  // namespace gongwen::engine
