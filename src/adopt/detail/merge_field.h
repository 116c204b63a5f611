// Merge fields of Word (MERGEFIELD, ISO/IEC 29500-1 section 17.16.5.35) as tags.
#pragma once

#include "word/document.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

struct MergeTag {
  /// `{{ unit_name }}` for `MERGEFIELD "unit name"`: Word names columns that way, too.
  std::string text;
  /// The first switch without a counterpart in tags, with its argument: `\@ "yyyy年M月d日"`; empty if all have one.
  std::string unread_switch;
};

/// The texts of `\b` and `\f` come before and after a value that is not empty; `\* Upper` and `\* Lower` are filters.
/// Switches that change nothing in the value, such as `\* MERGEFORMAT`, are left out.
MergeTag merge_tag(const word::Field& field);

}  // namespace gongwen::adopt
