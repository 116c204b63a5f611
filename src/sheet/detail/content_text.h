// ContentText: puts the text of a cell together, run by run, collapsing white space as CSS does (css-text-3
// section 4.1).
#pragma once

#include "sheet/detail/cell_content.h"

#include <string_view>

namespace gongwen::sheet {

class ContentText {
 public:
  explicit ContentText(CellContent& content) : content_(content) {}

  /// `run.begin` is filled in here.
  void append(std::string_view text, style::WhiteSpaceCollapse collapse, ContentRun run);
  /// A forced line end.
  void break_line();
  /// The edge of a block: what follows starts a line.
  void start_block();
  /// Drops what vanishes at the end.
  void finish();

 private:
  void append_collapsing(std::string_view text, style::WhiteSpaceCollapse collapse);
  void append_blank(char blank);
  void take_back_blank();
  void begin_run(ContentRun run);

  CellContent& content_;
  bool at_line_start_ = true;
  bool after_blank_ = false;        // the last character is a blank that collapses …
  bool blank_is_line_end_ = false;  // … and stands for a line end of the source
  bool ends_block_ = false;         // the last line end is only the edge of a block
  bool keeps_end_ = false;          // what came last keeps its white space
};

}  // namespace gongwen::sheet
