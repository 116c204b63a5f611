// The description of itself that a Word form carries in a part of customXml/: see forms/word_names.h.
#pragma once

#include "forms/field_model.h"
#include "intake/detail/limits.h"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct WordMapField {
  std::string pointer;
  std::optional<std::string> choice = {};
  std::string type = {};
  std::string label = {};
  std::string placeholder = {};
  std::string picture = {};  // SHA-256 of the photo that was shown
  std::string frame = {};    // SHA-256 of the picture shown in its place
};

struct WordMap {
  forms::FormStamp stamp;
  std::map<std::size_t, WordMapField> fields;  // by number
  std::string given;
  std::set<std::string> printed;  // see label_text
  /// The printed texts in the order of the form, each as often as it is printed; empty if the form does not record
  /// that.
  std::vector<std::string> in_order;
  std::multiset<std::string> pictures;  // descriptions

  /// Null if the form has no such field, or its pointer has other indexes than the map.
  const WordMapField* find(std::string_view pointer) const;

  /// The number of the first field of a pointer, and of a pattern.
  std::map<std::string, std::size_t, std::less<>> by_pointer;
  std::map<std::string, std::size_t, std::less<>> by_pattern;
};

/// Returns nullopt if the part is not one of ours.
std::optional<WordMap> read_word_map(std::string_view xml, const IntakeLimits& limits);

/// The stamp in the properties of a file: `gongwen.kind` …, or in one property `gongwen` with `kind=… edition=…`.
forms::FormStamp stamp_of_properties(const std::map<std::string, std::string>& properties);

}  // namespace gongwen::intake
