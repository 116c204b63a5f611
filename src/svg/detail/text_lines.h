// TextLines: the text of a page, transparent, for those who select, search and listen.
//   body += lines.add(run);  // for each run
//   body += lines.take();    // before anything else, and at the end
#pragma once

#include "paint/display_list.h"

#include <string>

namespace gongwen::svg {

/// Runs of a line become one text: programs do not find words that start in one text and end in another.
class TextLines {
 public:
  /// Puts a run after those before it. Returns: the text before it, if the run does not continue its line.
  std::string add(const paint::DrawGlyphs& item);
  /// The text of what was added and not yet taken; empty when there is none.
  std::string take();

 private:
  bool continues(const paint::DrawGlyphs& item) const;

  std::string first_;  // attributes and characters of a run that is alone so far
  std::string spans_;  // of all runs
  std::size_t count_ = 0;
  base::Point last_;  // where the last run starts
  double end_ = 0;    // where it ends
};

}  // namespace gongwen::svg
