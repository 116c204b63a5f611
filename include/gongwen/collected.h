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
  Replaced,   // there is a newer one of the same person or proposal
  Blank,      // nothing was filled in
  OtherKind,  // it is of a kind that was not asked for
  Unreadable
};
/// `other-kind`
GONGWEN_API std::string_view form_use_name(FormUse use);

/// One form that was collected, or a file that could not be read.
struct CollectedInput {
  std::string path;
  std::string part;  // which of several forms of the file
  std::string kind;  // as it was read; empty: not known
  FormUse use = FormUse::Unreadable;
  std::string json;  // its data, if it is used
  Report report;     // what is wrong with it
};

}  // namespace gongwen
