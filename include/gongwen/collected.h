// The result for each returned form of a collection: see Engine::collect.
#pragma once

#include "gongwen/export.h"
#include "gongwen/report.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen {

/// How a returned form is used.
enum class FormUse : std::uint8_t {
  Used,
  Replaced,   // superseded by a newer form of the same person or proposal
  Blank,      // nothing was filled in
  OtherKind,  // of a kind that was not requested
  Unreadable
};
/// The name in JSON: `other-kind`.
GONGWEN_API std::string_view form_use_name(FormUse use);

/// A form that was collected, or a file that could not be read.
struct CollectedInput {
  std::string path;
  std::string part;  // which of several forms of the file
  std::string kind;  // stated in the form; empty if not known
  FormUse use = FormUse::Unreadable;
  std::string json;  // its data, if it is used
  Report report;     // what is wrong with it
};

}  // namespace gongwen
