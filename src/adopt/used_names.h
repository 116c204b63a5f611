// The names that the tags of a Word file use: a first schema for its data.
#pragma once

#include "word/document.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::adopt {

/// A member of the data as the tags use it.
struct UsedName {
  std::string name;
  bool is_list = false;           // something walks over it
  bool is_tested = false;         // `{% if x %}`, `x is defined`, `x | default(…)`: it may be missing
  bool is_asked_for = false;      // `x is defined`: a default would answer
  bool is_date = false;           // a filter for dates is applied to it
  std::vector<UsedName> members;  // of an object, or of the items of a list, in the order of their first use
};

/// The root: its members are those of the data.
UsedName used_names(const word::Document& document);

/// Whether any paragraph has a tag.
bool has_tags(const word::Document& document);

/// Whether tags call the macros of `shared/form/word-page.html`: `{{ field("/name") }}`, `{{ field_box("/sex", "男")
/// }}`.
bool has_field_tags(const word::Document& document);

}  // namespace gongwen::adopt
