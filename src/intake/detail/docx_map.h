// The description that a Word form carries of itself in a part of customXml/: see forms/word_names.h.
#pragma once

#include "forms/field_model.h"
#include "intake/detail/limits.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::intake {

struct WordMapField {
  std::string pointer;
  std::optional<std::string> choice = {};
  std::string type = {};
  std::string label = {};
  std::string placeholder = {};
  std::string picture = {};  // SHA-256 of the photo that was shown
  std::string frame = {};    // SHA-256 of what was shown in the place of one
};

struct WordMap {
  forms::FormStamp stamp;
  std::map<std::size_t, WordMapField> fields;  // by number
  std::string given;
  std::set<std::string> printed;        // see label_text
  std::multiset<std::string> pictures;  // descriptions

  /// Null if the form has no such field, or its pointer has other indexes than the map.
  const WordMapField* find(std::string_view pointer) const;
};

/// Nullopt if the part is not one of ours.
std::optional<WordMap> read_word_map(std::string_view xml, const IntakeLimits& limits);

/// The stamp in the properties of a file: `gongwen.kind` …, or in one property `gongwen` with `kind=… edition=…`.
forms::FormStamp stamp_of_properties(const std::map<std::string, std::string>& properties);

}  // namespace gongwen::intake
