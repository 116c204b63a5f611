// What readers get back of the files that a laid-out document becomes, compared with the page that was laid out: each
// glyph once, in its place, with its text.
#pragma once

#include "support/laid_out.h"

#include <string>
#include <vector>

namespace gongwen::tests {

/// Each with the format and the page; empty: all three formats are as laid out.
std::vector<std::string> differences_of_files(LaidOut& laid_out);

}  // namespace gongwen::tests
