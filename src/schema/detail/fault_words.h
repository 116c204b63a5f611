// The words of messages about data: names of types, lists of allowed values.
#pragma once

#include "schema/detail/faults.h"

#include <string>

namespace gongwen::schema {

/// A text for each language, to be an argument of a message.
struct TextPair {
  std::string chinese;
  std::string english;
};

/// A choice by its title and by what data have for it: `“会议”（mt_meeting）`, `5（WG5）`, `"a"`.
TextPair describe_choice(const FieldChoice& choice);

/// `a text or null`, `"a", "b" or "c"`; of long lists the number of choices only.
TextPair describe_allowed(const Allowed& allowed);

/// `did you mean …?`, and all choices of a list that is too long for `describe_allowed`; empty when there is nothing to
/// say.
TextPair hint_for_choice(const Allowed& allowed, const data::Value& value);

/// How to write the value so that it is of the type: quotes around a number, a colon of YAML; empty where nobody knows.
TextPair hint_for_type(const Allowed& allowed, const data::Value& value);

}  // namespace gongwen::schema
