// Takes pages out of a PDF, see copied_pages.h.
#pragma once

#include "intake/copied_pages.h"
#include "intake/detail/limits.h"

#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Copies the pages in the order of the ranges; all pages if `ranges` is empty. The library must have been loaded.
CopiedPages copy_pages(std::string_view bytes, const std::vector<PageRange>& ranges, const IntakeLimits& limits);

}  // namespace gongwen::intake
