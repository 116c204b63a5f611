// FormStamp: which form, in which edition, a file was made from. It stands in several places of the file, since not
// every program that fills in a form keeps all of them.
#pragma once

#include <string>

namespace gongwen::forms {

struct FormStamp {
  std::string kind;     // `expert-application`
  std::string edition;  // the version of its definition
  std::string hash;     // of the definition: 32 hexadecimal digits

  /// A file that says nothing of where it comes from.
  bool empty() const { return kind.empty() && edition.empty() && hash.empty(); }
  friend bool operator==(const FormStamp&, const FormStamp&) = default;
};

/// `{"kind":…,"edition":…,"hash":…}`
std::string stamp_json(const FormStamp& stamp);

/// `gongwen kind=… edition=… hash=…`: one line for the properties of a document.
std::string stamp_line(const FormStamp& stamp);

}  // namespace gongwen::forms
